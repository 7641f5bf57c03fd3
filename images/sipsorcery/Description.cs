using System.Text.Json;
using System.Text.Json.Nodes;
using SIPSorcery.Net;

namespace Peer;

/// <summary>The SDP or JSON is not what WebRTC asks for; the message is one line.</summary>
internal sealed class DescriptionException(string message) : Exception(message);

/// <summary>RTCSessionDescriptionInit (webrtc-pc section 4.6.2) as JSON.</summary>
internal static class Description
{
    public static JsonObject ToJson(this RTCSessionDescriptionInit description) =>
        new() { ["type"] = description.type.ToString(), ["sdp"] = description.sdp };

    /// <exception cref="DescriptionException"/>
    public static RTCSessionDescriptionInit Parse(ReadOnlySpan<byte> json, RTCSdpType type)
    {
        if (json.IsEmpty) throw new DescriptionException("expected JSON, the body is empty");
        try
        {
            if (JsonNode.Parse(json) is not JsonObject root)
            {
                throw new DescriptionException("expected a JSON object {\"type\", \"sdp\"}");
            }
            var found = root["type"]?.ToJsonString() ?? "none";
            if (found != $"\"{type}\"")
            {
                throw new DescriptionException($"expected \"type\": \"{type}\", found {found[..Math.Min(found.Length, 40)]}");
            }
            if (root["sdp"]?.GetValueKind() != JsonValueKind.String) throw new DescriptionException("no \"sdp\"");
            return new RTCSessionDescriptionInit { type = type, sdp = Check(root["sdp"]!.GetValue<string>()) };
        }
        // Not JSON, a string that is not UTF-8, a property that is there twice.
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new DescriptionException($"expected JSON: {Log.OneLine(error.Message)}");
        }
    }

    /// <summary>
    /// Checks what every WebRTC description must have, because SIPSorcery takes nearly any text for an SDP: RFC 8866
    /// section 5 (v=, m=), RFC 8839 section 5.4 (ICE credentials), RFC 8122 section 5 (fingerprint).
    /// </summary>
    private static string Check(string sdp)
    {
        var lines = sdp.Split('\n', StringSplitOptions.TrimEntries);
        bool Has(string start) => lines.Any(line => line.Length > start.Length && line.StartsWith(start, StringComparison.Ordinal));
        if (lines[0] != "v=0") throw new DescriptionException("not an SDP: it does not begin with v=0");
        if (!Has("m=")) throw new DescriptionException("no media section in the SDP");
        if (!Has("a=ice-ufrag:") || !Has("a=ice-pwd:")) throw new DescriptionException("no ICE credentials in the SDP");
        if (!Has("a=fingerprint:")) throw new DescriptionException("no fingerprint in the SDP");
        return sdp;
    }
}
