using System.Reflection;
using SIPSorcery.Net;

namespace Peer;

/// <summary>A peer connection of SIPSorcery, and a signal that fires when its states change.</summary>
internal sealed class Connection
{
    private readonly string name;
    private string before = "";

    /// <summary>The version of the assembly that really runs, without the commit behind the plus sign.</summary>
    public static string StackVersion { get; } = typeof(RTCPeerConnection).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public Signal Signal { get; } = new();

    public RTCPeerConnection Stack { get; }

    public bool Connected => Stack.connectionState == RTCPeerConnectionState.connected;

    public bool Ended => Stack.connectionState is RTCPeerConnectionState.failed or RTCPeerConnectionState.closed;

    public string States => $"connection state is {Stack.connectionState}, ICE state is {Stack.iceConnectionState}";

    public Connection(string name)
    {
        this.name = name;
        Stack = new RTCPeerConnection(new RTCConfiguration
        {
            // Neither STUN nor TURN.
            iceServers = [],
            // WebRTC wants UDP/TLS/RTP/SAVPF (RFC 8834 section 4.2); without this, SIPSorcery says SAVP.
            X_UseRtpFeedbackProfile = true,
            // Otherwise it takes only the addresses of the interface that leads to the Internet, and gathers nothing on
            // a network that has no default route.
            X_ICEIncludeAllInterfaceAddresses = true,
        });
        Stack.onconnectionstatechange += _ => Changed();
        Stack.oniceconnectionstatechange += _ => Changed();
        Stack.onicegatheringstatechange += _ => Changed();
    }

    /// <summary>The offer with all candidates. Blocks a thread of the pool until they are gathered.</summary>
    public Task<RTCSessionDescriptionInit> OfferAsync() =>
        DescribeAsync(() => Stack.createOffer(new RTCOfferOptions { X_WaitForIceGatheringToComplete = true }));

    /// <summary>The answer with all candidates, to the offer that was set.</summary>
    public Task<RTCSessionDescriptionInit> AnswerAsync() =>
        DescribeAsync(() => Stack.createAnswer(new RTCAnswerOptions { X_WaitForIceGatheringToComplete = true }));

    /// <summary>SIPSorcery does this at once, and refuses by a value that is easily overlooked.</summary>
    /// <exception cref="DescriptionException"/>
    public void SetRemote(RTCSessionDescriptionInit description)
    {
        SetDescriptionResultEnum result;
        try
        {
            result = Stack.setRemoteDescription(description);
        }
        catch (Exception error)
        {
            throw new DescriptionException($"the stack refused it: {Log.OneLine(error.Message)}");
        }
        if (result != SetDescriptionResultEnum.OK) throw new DescriptionException($"the stack refused it: {result}");
    }

    public void Close(string reason)
    {
        try
        {
            Stack.Close(reason);
        }
        catch (Exception error)
        {
            Log.Line($"{name}: close: {error.Message}");
        }
    }

    private async Task<RTCSessionDescriptionInit> DescribeAsync(Func<RTCSessionDescriptionInit> create)
    {
        var description = await Task.Run(create);
        await Stack.setLocalDescription(description);
        return description;
    }

    private void Changed()
    {
        var now = $"state {Stack.connectionState}, ICE {Stack.iceConnectionState}, gathering {Stack.iceGatheringState}";
        if (Interlocked.Exchange(ref before, now) != now) Log.Line($"{name}: {now}");
        Signal.Fire();
    }
}
