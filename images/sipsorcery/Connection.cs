using SIPSorcery.Net;

namespace Peer;

/// <summary>A peer connection of `serve` or `call`: logs its states, and has a signal that fires when they change.</summary>
internal sealed class Connection
{
    private readonly string name;
    private string before = "";

    public Signal Signal { get; } = new();

    public RTCPeerConnection Stack { get; } = Peer.Stack.Create();

    public bool Connected => Stack.connectionState == RTCPeerConnectionState.connected;

    public bool Ended => Stack.connectionState is RTCPeerConnectionState.failed or RTCPeerConnectionState.closed;

    public string States => $"connection state is {Stack.connectionState}, ICE state is {Stack.iceConnectionState}";

    public Connection(string name)
    {
        this.name = name;
        Stack.onconnectionstatechange += _ => Changed();
        Stack.oniceconnectionstatechange += _ => Changed();
        Stack.onicegatheringstatechange += _ => Changed();
    }

    /// <exception cref="DescriptionException">The stack does not accept it.</exception>
    public void SetRemote(RTCSessionDescriptionInit description)
    {
        try
        {
            Stack.SetRemote(description);
        }
        catch (Exception error)
        {
            throw new DescriptionException($"the stack refused it: {Log.OneLine(error.Message)}");
        }
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

    private void Changed()
    {
        var now = $"state {Stack.connectionState}, ICE {Stack.iceConnectionState}, gathering {Stack.iceGatheringState}";
        if (Interlocked.Exchange(ref before, now) != now) Log.Line($"{name}: {now}");
        Signal.Fire();
    }
}
