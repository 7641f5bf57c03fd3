using System.Text.Json.Nodes;
using SIPSorcery.Net;

namespace Peer;

/// <summary>A data channel of a driven peer: tells the stack's events, or counts messages.</summary>
internal sealed class Channel(int handle, RTCDataChannel stack, Rpc rpc)
{
    private readonly Lock gate = new();
    private Collection? collection;
    private int wanted;
    private int opened;

    public RTCDataChannel Stack => stack;

    /// <summary>
    /// Begins to tell events. There is none for a buffered amount that became low, nor for closing. A channel of the
    /// other side is open when it is announced.
    /// </summary>
    public void Watch()
    {
        stack.onopen += TellOpen;
        stack.onclose += () => Tell("close");
        stack.onerror += message => Tell("error", ("message", message));
        stack.onmessage += (_, protocol, data) => Take(Message.From(protocol, data));
        if (stack.readyState == RTCDataChannelState.open) TellOpen();
    }

    public JsonObject Properties()
    {
        var properties = new JsonObject
        {
            ["ordered"] = stack.ordered,
            ["maxRetransmits"] = stack.maxRetransmits,
            ["maxPacketLifeTime"] = stack.maxPacketLifeTime,
            ["negotiated"] = stack.negotiated,
            ["id"] = stack.id,
            ["readyState"] = DrivenConnection.Word(stack.readyState),
            ["bufferedAmount"] = stack.bufferedAmount,
            ["bufferedAmountLowThreshold"] = stack.bufferedAmountLowThreshold,
        };
        // Null where the other side sent an empty one.
        properties["label"] = stack.label;
        properties["protocol"] = stack.protocol;
        return properties;
    }

    public void Collect(int count)
    {
        lock (gate)
        {
            collection?.Dispose();
            collection = new Collection();
            wanted = count;
        }
    }

    public JsonObject Collected()
    {
        lock (gate) return collection?.ToJson() ?? throw new StackException("this channel does not collect");
    }

    private void Take(Message message)
    {
        lock (gate)
        {
            if (collection is null)
            {
                if (message.IsText) Tell("message", ("text", message.Text));
                else Tell("message", ("base64", Convert.ToBase64String(message.Content)));
                return;
            }
            collection.Add(message);
            if (collection.Count != wanted) return;
            var told = collection.ToJson();
            told["channel"] = handle;
            rpc.Tell("collected", told);
        }
    }

    private void TellOpen()
    {
        if (Interlocked.Exchange(ref opened, 1) == 0) Tell("open");
    }

    private void Tell(string name, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var parameters = new JsonObject { ["channel"] = handle };
        foreach (var (key, value) in more) parameters[key] = value;
        rpc.Tell(name, parameters);
    }
}
