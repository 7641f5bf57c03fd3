using System.Buffers;
using System.Text;
using System.Text.Json;
using SIPSorcery.Net;

namespace Peer;

/// <summary>The SDP or JSON is not what WebRTC asks for; the message is one line.</summary>
internal sealed class DescriptionException(string message) : Exception(message);

/// <summary>RTCSessionDescriptionInit (webrtc-pc section 4.6.2) as JSON.</summary>
internal static class Description
{
    /// <summary>
    /// Checks what every WebRTC description must have, because SIPSorcery takes nearly any text for an SDP: RFC 8866
    /// section 5 (v=, m=), RFC 8839 section 5.4 (ICE credentials), RFC 8122 section 5 (fingerprint).
    /// </summary>
    /// <exception cref="DescriptionException"/>
    public static RTCSessionDescriptionInit Parse(ReadOnlyMemory<byte> json, RTCSdpType type)
    {
        using var document = ParseJson(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new DescriptionException("expected a JSON object {\"type\", \"sdp\"}");
        var found = root.TryGetProperty("type", out var value) ? value.GetRawText() : "none";
        if (found != $"\"{type}\"")
        {
            throw new DescriptionException($"expected \"type\": \"{type}\", found {Log.OneLine(found[..Math.Min(found.Length, 40)])}");
        }
        if (!root.TryGetProperty("sdp", out var sdp) || sdp.ValueKind != JsonValueKind.String)
        {
            throw new DescriptionException("no \"sdp\"");
        }
        return new RTCSessionDescriptionInit { type = type, sdp = Check(ReadString(sdp)) };
    }

    public static byte[] ToJson(RTCSessionDescriptionInit description)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", description.type.ToString());
            writer.WriteString("sdp", description.sdp);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) throw new DescriptionException("expected JSON, the body is empty");
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException error)
        {
            throw new DescriptionException($"expected JSON: {Log.OneLine(error.Message)}");
        }
    }

    private static string ReadString(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new DescriptionException("\"sdp\" is not valid UTF-8");
        }
    }

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
