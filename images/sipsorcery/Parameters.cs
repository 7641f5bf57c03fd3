using System.Text;
using System.Text.Json.Serialization;
using SIPSorcery.Net;

namespace Peer;

// Parameters of the methods of docs/peer-protocol.md. What has no default must be there; what is null was left out.

internal enum CertificateType { ECDSA, RSA }

internal enum TransportPolicy { all, relay }

internal enum TcpType { active, passive }

internal enum DescriptionType { offer, answer }

internal sealed record Nothing;

internal sealed record OnConnection(int Pc);

internal sealed record OnChannel(int Channel);

internal sealed record IceServer(string Urls, string? Username = null, string? Credential = null);

internal sealed record CreatePeerConnection(
    CertificateType? Certificate = null, IceServer[]? IceServers = null, TransportPolicy? IceTransportPolicy = null,
    string? TrustedRoots = null, bool? IceLite = null, TcpType? IceTcp = null, bool? KeyLog = null)
{
    public RTCConfiguration ToStack() => new()
    {
        X_UseRsaForDtlsCertificate = Certificate == CertificateType.RSA,
        iceServers = [.. (IceServers ?? []).Select(server =>
            new RTCIceServer { urls = server.Urls, username = server.Username, credential = server.Credential })],
        iceTransportPolicy = IceTransportPolicy == TransportPolicy.relay ? RTCIceTransportPolicy.relay : RTCIceTransportPolicy.all,
    };
}

internal sealed record SetLocalDescription(int Pc, DescriptionType Type, bool Trickle);

internal sealed record SessionDescription(DescriptionType Type, string Sdp)
{
    public RTCSessionDescriptionInit ToStack() => new() { type = Enum.Parse<RTCSdpType>($"{Type}"), sdp = Sdp };
}

internal sealed record SetRemoteDescription(int Pc, SessionDescription Description);

internal sealed record IceCandidate([property: JsonPropertyName("candidate")] string Line, string? SdpMid, ushort? SdpMLineIndex)
{
    public RTCIceCandidateInit ToStack() => new() { candidate = Line, sdpMid = SdpMid, sdpMLineIndex = SdpMLineIndex ?? 0 };
}

internal sealed record AddIceCandidate(int Pc, IceCandidate Candidate);

internal sealed record CreateDataChannel(
    int Pc, string Label, bool? Ordered = null, long? MaxRetransmits = null, long? MaxPacketLifeTime = null,
    string? Protocol = null, bool? Negotiated = null, long? Id = null)
{
    public RTCDataChannelInit ToStack() => new()
    {
        ordered = Ordered,
        maxRetransmits = Shorten(MaxRetransmits, "maxRetransmits"),
        maxPacketLifeTime = Shorten(MaxPacketLifeTime, "maxPacketLifeTime"),
        protocol = Protocol,
        negotiated = Negotiated,
        id = Shorten(Id, "id"),
    };

    private static ushort? Shorten(long? value, string name) => value switch
    {
        null or >= 0 and <= ushort.MaxValue => (ushort?)value,
        < 0 => throw RpcException.InvalidParams($"{name} begins at 0"),
        _ => throw new StackException($"{name} is a UInt16 in SIPSorcery, {value} is none"),
    };
}

internal sealed record SetBufferedAmountLowThreshold(int Channel, double Value);

internal sealed record Send(int Channel, string? Text = null, byte[]? Base64 = null)
{
    public Message ToMessage() => (Text, Base64) switch
    {
        ({ } text, null) => new(true, Encoding.UTF8.GetBytes(text)),
        (null, { } bytes) => new(false, bytes),
        _ => throw RpcException.InvalidParams("expected either text or base64"),
    };
}

internal sealed record SendGenerated(int Channel, int Count, int Length, uint Seed, bool Text);

internal sealed record Collect(int Channel, int Count);
