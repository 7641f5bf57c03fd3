using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using SIPSorcery.Net;

namespace Peer;

/// <summary>A peer connection of a driven peer, with its channels: tells the stack's events.</summary>
/// <param name="adopt">Gives a channel of this connection its handle.</param>
internal sealed class DrivenConnection(
    int handle, RTCPeerConnection stack, Rpc rpc, Func<DrivenConnection, RTCDataChannel, int> adopt)
{
    private readonly Lock creating = new();
    private volatile bool trickling;
    private int candidatesEnded;

    public RTCPeerConnection Stack => stack;

    public ConcurrentDictionary<int, Channel> Channels { get; } = [];

    /// <summary>
    /// Begins to tell events. SIPSorcery has none for DTLS, and it gathers from its constructor on: `gathering`, and
    /// sometimes `complete`, are over before anybody can listen.
    /// </summary>
    public void Watch()
    {
        stack.onconnectionstatechange += state => Tell("connectionstatechange", state);
        stack.oniceconnectionstatechange += state => Tell("iceconnectionstatechange", state);
        stack.onicegatheringstatechange += state =>
        {
            Tell("icegatheringstatechange", state);
            if (state == RTCIceGatheringState.gathering) candidatesEnded = 0;
            if (state == RTCIceGatheringState.complete && trickling) TellEndOfCandidates();
        };
        stack.onsignalingstatechange += () => Tell("signalingstatechange", stack.signalingState);
        stack.sctp.OnStateChanged += state => Tell("sctpstatechange", state);
        stack.onicecandidateerror += (candidate, error) => Log.Line($"connection {handle}: candidate {candidate}: {error}");
        stack.ondatachannel += channel =>
        {
            var announced = adopt(this, channel);
            rpc.Tell("datachannel", new() { ["pc"] = handle, ["channel"] = announced });
            Channels[announced].Watch();
        };
    }

    /// <summary>
    /// Tells the candidates there are, and those to come. Who subscribes is told the former by the stack; subscribed
    /// earlier, while it gathers, it tells some of them twice.
    /// </summary>
    public void Trickle()
    {
        if (!trickling) stack.onicecandidate += candidate => TellCandidate(candidate.toJSON());
        trickling = true;
        if (stack.iceGatheringState == RTCIceGatheringState.complete) TellEndOfCandidates();
    }

    /// <summary>
    /// On a connection that is connected createDataChannel comes back only when the other side has acknowledged the
    /// channel, too late to hear its first messages, and never for a negotiated one, whose opening it misses itself. So
    /// the channel is taken from the list of the connection's channels as soon as it stands there.
    /// </summary>
    public async Task<int> CreateDataChannelAsync(string label, RTCDataChannelInit init)
    {
        Task<RTCDataChannel> creation;
        lock (creating)
        {
            var known = Channels.Values.Select(channel => channel.Stack).ToHashSet();
            creation = stack.createDataChannel(label, init);
            // The same string object, not an equal one, marks it. The empty one is not unique, but known are all others
            // of this side, and the other side's have null in its place.
            var made = stack.DataChannels.FirstOrDefault(each => ReferenceEquals(each.label, label) && !known.Contains(each));
            if (made is not null)
            {
                _ = LogFailureAsync(creation);
                return adopt(this, made);
            }
        }
        return adopt(this, await creation);
    }

    public JsonObject Properties() => new()
    {
        ["connectionState"] = Word(stack.connectionState),
        ["iceConnectionState"] = Word(stack.iceConnectionState),
        ["iceGatheringState"] = Word(stack.iceGatheringState),
        ["signalingState"] = Word(stack.signalingState),
        ["sctpState"] = Word(stack.sctp.state),
        ["localDescription"] = Describe(stack.localDescription),
        ["remoteDescription"] = Describe(stack.remoteDescription),
        ["maxMessageSize"] = stack.sctp.maxMessageSize,
    };

    /// <summary>Version, cipher suite and SRTP profile of DTLS are told nowhere.</summary>
    public JsonObject Transport()
    {
        var ice = stack.GetRtpChannel();
        var facts = new JsonObject { ["iceRole"] = ice.IsController ? "controlling" : "controlled" };
        if (stack.sctp.transport is not null) facts["dtlsRole"] = stack.sctp.IsDtlsClient ? "client" : "server";
        if (ice.NominatedEntry is { } pair)
        {
            facts["selectedPair"] = new JsonObject { ["local"] = $"{pair.LocalCandidate}", ["remote"] = $"{pair.RemoteCandidate}" };
        }
        return facts;
    }

    /// <summary>In the W3C API's words: <c>have_local_offer</c> is have-local-offer.</summary>
    public static string Word(Enum state) => state.ToString().ToLowerInvariant().Replace('_', '-');

    private static JsonObject? Describe(RTCSessionDescription? description) =>
        description is null ? null : new() { ["type"] = Word(description.type), ["sdp"] = description.sdp.ToString() };

    private async Task LogFailureAsync(Task creation)
    {
        try
        {
            await creation;
        }
        catch (Exception error)
        {
            Log.Line($"connection {handle}: createDataChannel: {error.Message}");
        }
    }

    private void TellCandidate(string json)
    {
        var told = JsonNode.Parse(json)!.AsObject();
        told.Remove("usernameFragment");
        rpc.Tell("icecandidate", new() { ["pc"] = handle, ["candidate"] = told });
    }

    private void TellEndOfCandidates()
    {
        if (Interlocked.Exchange(ref candidatesEnded, 1) == 1) return;
        var end = new JsonObject { ["candidate"] = "", ["sdpMid"] = null, ["sdpMLineIndex"] = null };
        rpc.Tell("icecandidate", new() { ["pc"] = handle, ["candidate"] = end });
    }

    private void Tell(string name, Enum state) => rpc.Tell(name, new() { ["pc"] = handle, ["state"] = Word(state) });
}
