using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using SIPSorcery.Net;

namespace Peer;

/// <summary><c>drive</c>: the methods of docs/peer-protocol.md, each a call of SIPSorcery.</summary>
internal sealed class Driver
{
    private readonly ConcurrentDictionary<int, DrivenConnection> connections = [];
    private readonly ConcurrentDictionary<int, Channel> channels = [];
    private readonly Rpc rpc;
    private int handles;

    public Driver() => rpc = new Rpc(HandleAsync);

    /// <summary>Until the end of stdin. Returns the exit status.</summary>
    public int Run()
    {
        rpc.Run();
        CloseAll();
        return 0;
    }

    public void CloseAll()
    {
        var closing = connections.Values.Select(each => Task.Run(() => each.Stack.Close("end")));
        Task.WhenAny(Task.WhenAll(closing), Task.Delay(500)).Wait();
    }

    private Task<Reply> HandleAsync(string method, JsonNode? given) => method switch
    {
        "hello" => Do<Nothing>(given, _ => new JsonObject
        {
            ["implementation"] = "sipsorcery", ["version"] = Stack.Version, ["language"] = "C#", ["protocol"] = 1,
        }),
        "createPeerConnection" => CreateAsync(Rpc.Read<CreatePeerConnection>(given)),
        "setLocalDescription" => DescribeAsync(Rpc.Read<SetLocalDescription>(given)),
        "setRemoteDescription" => Do<SetRemoteDescription>(given, p => On(p.Pc).SetRemote(p.Description.ToStack())),
        "addIceCandidate" => Do<AddIceCandidate>(given, p => On(p.Pc).addIceCandidate(p.Candidate.ToStack())),
        // SIPSorcery checks anew, but with the credentials it had: they are read-only in its RtpIceChannel.
        "restartIce" => Do<OnConnection>(given, p => On(p.Pc).restartIce()),
        "createDataChannel" => CreateDataChannelAsync(Rpc.Read<CreateDataChannel>(given)),
        "getPeerConnection" => Do<OnConnection>(given, p => Find(p.Pc).Properties()),
        "getDataChannel" => Do<OnChannel>(given, p => FindChannel(p.Channel).Properties()),
        "getTransport" => Do<OnConnection>(given, p => Find(p.Pc).Transport()),
        "getStats" => Do<OnConnection>(given, p => Refuse(On(p.Pc), "SIPSorcery has no getStats()")),
        "setBufferedAmountLowThreshold" => Do<SetBufferedAmountLowThreshold>(given, p =>
            Refuse(FindChannel(p.Channel), "SIPSorcery has no bufferedamountlow event, its threshold does nothing")),
        "send" => Do<Send>(given, p => p.ToMessage().SendOn(FindChannel(p.Channel).Stack)),
        "sendGenerated" => Do<SendGenerated>(given, SendGenerated),
        "collect" => Do<Collect>(given, p => FindChannel(p.Channel).Collect(Rpc.AtLeast(1, p.Count))),
        "getCollected" => Do<OnChannel>(given, p => FindChannel(p.Channel).Collected()),
        "closeDataChannel" => Do<OnChannel>(given, p => FindChannel(p.Channel).Stack.close()),
        "closePeerConnection" => CloseAsync(Rpc.Read<OnConnection>(given)),
        _ => throw new RpcException(-32601, $"no method \"{method}\""),
    };

    private static Task<Reply> Do<T>(JsonNode? given, Func<T, JsonObject> act) => Task.FromResult(new Reply(act(Rpc.Read<T>(given))));

    private static Task<Reply> Do<T>(JsonNode? given, Action<T> act)
    {
        act(Rpc.Read<T>(given));
        return Task.FromResult(new Reply([]));
    }

    private static void Refuse(object _, string reason) => throw RpcException.Unsupported(reason);

    /// <summary>Not on the thread that reads: an RSA key takes its time.</summary>
    private Task<Reply> CreateAsync(CreatePeerConnection options) => Task.Run(() =>
    {
        if (options.IceLite == true) throw RpcException.Unsupported("SIPSorcery has no lite agent");
        if (options.IceTcp is not null) throw RpcException.Unsupported("SIPSorcery gathers no TCP host candidates");
        if (options.KeyLog == true) throw RpcException.Unsupported("SIPSorcery has no API that gives its DTLS secrets");
        if (options.TrustedRoots is { } roots) Trust.Add(roots);
        var stack = Stack.Create(options.ToStack());
        var handle = Interlocked.Increment(ref handles);
        var connection = connections[handle] = new DrivenConnection(handle, stack, rpc, Adopt);
        return new Reply(new() { ["pc"] = handle }, connection.Watch);
    });

    private async Task<Reply> DescribeAsync(SetLocalDescription p)
    {
        var connection = Find(p.Pc);
        var description = await connection.Stack.DescribeAsync(Enum.Parse<RTCSdpType>($"{p.Type}"), p.Trickle);
        return new(description.ToJson(), p.Trickle ? connection.Trickle : null);
    }

    private async Task<Reply> CreateDataChannelAsync(CreateDataChannel p)
    {
        var handle = await Find(p.Pc).CreateDataChannelAsync(p.Label, p.ToStack());
        return new(new() { ["channel"] = handle }, channels[handle].Watch);
    }

    private JsonObject SendGenerated(SendGenerated p)
    {
        var channel = FindChannel(p.Channel).Stack;
        var generator = new Generator(Rpc.AtLeast(0, p.Length), p.Seed, p.Text);
        for (var index = 0; index < Rpc.AtLeast(1, p.Count); index++) generator.Make(index).SendOn(channel);
        return new() { ["bytes"] = (long)p.Count * p.Length };
    }

    private async Task<Reply> CloseAsync(OnConnection p)
    {
        if (connections.TryRemove(p.Pc, out var connection))
        {
            await Task.Run(() => connection.Stack.Close("closed"));
            foreach (var handle in connection.Channels.Keys) channels.TryRemove(handle, out _);
        }
        else if (!WasReleased(p.Pc)) throw RpcException.UnknownHandle($"no connection {p.Pc}");
        return new([]);
    }

    private int Adopt(DrivenConnection connection, RTCDataChannel stack)
    {
        var handle = Interlocked.Increment(ref handles);
        channels[handle] = connection.Channels[handle] = new Channel(handle, stack, rpc);
        return handle;
    }

    private RTCPeerConnection On(int handle) => Find(handle).Stack;

    private DrivenConnection Find(int handle)
    {
        if (connections.TryGetValue(handle, out var connection)) return connection;
        if (WasReleased(handle)) throw new StackException($"connection {handle} is closed");
        throw RpcException.UnknownHandle($"no connection {handle}");
    }

    private Channel FindChannel(int handle)
    {
        if (channels.TryGetValue(handle, out var channel)) return channel;
        if (WasReleased(handle)) throw new StackException($"the connection of channel {handle} is closed");
        throw RpcException.UnknownHandle($"no channel {handle}");
    }

    /// <summary>Handles come from one counter: one that was given out and is in no table was released.</summary>
    private bool WasReleased(int handle) =>
        handle >= 1 && handle <= handles && !connections.ContainsKey(handle) && !channels.ContainsKey(handle);
}
