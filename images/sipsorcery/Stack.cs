using System.Reflection;
using System.Text;
using SIPSorcery.Net;

namespace Peer;

/// <summary>What all three modes ask of SIPSorcery, with its quirks.</summary>
internal static class Stack
{
    /// <summary>The version of the assembly that really runs, without the commit behind the plus sign.</summary>
    public static string Version { get; } = typeof(RTCPeerConnection).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>A peer connection that uses no STUN or TURN server but those given.</summary>
    public static RTCPeerConnection Create(RTCConfiguration? configuration = null)
    {
        configuration ??= new RTCConfiguration();
        configuration.iceServers ??= [];
        // WebRTC wants UDP/TLS/RTP/SAVPF (RFC 8834 section 4.2); without this, SIPSorcery says SAVP.
        configuration.X_UseRtpFeedbackProfile = true;
        // Otherwise it takes only the addresses of the interface that leads to the Internet, and gathers nothing on a
        // network that has no default route.
        configuration.X_ICEIncludeAllInterfaceAddresses = true;
        return new RTCPeerConnection(configuration);
    }

    /// <summary>Makes an offer or answer and sets it: with all candidates in it, or with none.</summary>
    public static async Task<RTCSessionDescriptionInit> DescribeAsync(
        this RTCPeerConnection connection, RTCSdpType type, bool trickle = false)
    {
        // It blocks until the candidates are gathered: not the caller's thread, but one of the pool.
        var description = await Task.Run(() => type == RTCSdpType.offer
            ? connection.createOffer(new() { X_WaitForIceGatheringToComplete = !trickle, X_ExcludeIceCandidates = trickle })
            : connection.createAnswer(new() { X_WaitForIceGatheringToComplete = !trickle, X_ExcludeIceCandidates = trickle }));
        await connection.setLocalDescription(description);
        return description;
    }

    /// <summary>SIPSorcery does this at once, and refuses by a value that is easily overlooked.</summary>
    /// <exception cref="StackException">It refused.</exception>
    public static void SetRemote(this RTCPeerConnection connection, RTCSessionDescriptionInit description)
    {
        var result = connection.setRemoteDescription(description);
        if (result != SetDescriptionResultEnum.OK) throw new StackException($"setRemoteDescription: {result}");
    }
}

/// <summary>The stack refused, without an exception of its own.</summary>
internal sealed class StackException(string message) : Exception(message);

/// <param name="Content">The encoded message.</param>
internal readonly record struct Message(bool IsText, byte[] Content)
{
    public string Text => Encoding.UTF8.GetString(Content);

    /// <summary>
    /// An empty message is one zero byte on the wire, told apart by its PPID (RFC 8831 section 6.6), and SIPSorcery hands
    /// that byte on.
    /// </summary>
    public static Message From(DataChannelPayloadProtocols protocol, byte[] data) => protocol switch
    {
        DataChannelPayloadProtocols.WebRTC_String_Empty => new(true, []),
        DataChannelPayloadProtocols.WebRTC_Binary_Empty => new(false, []),
        DataChannelPayloadProtocols.WebRTC_String or DataChannelPayloadProtocols.WebRTC_String_Partial => new(true, data),
        _ => new(false, data),
    };

    public void SendOn(RTCDataChannel channel)
    {
        if (IsText) channel.send(Text);
        else channel.send(Content);
    }
}
