using SIPSorcery.Net;

namespace Peer;

/// <summary>Answers offers and echoes whatever arrives on data channels.</summary>
internal static class Answerer
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private static int count;

    /// <exception cref="DescriptionException">The stack does not accept the offer.</exception>
    public static async Task<RTCSessionDescriptionInit> AnswerAsync(RTCSessionDescriptionInit offer)
    {
        var name = $"connection {Interlocked.Increment(ref count)}";
        var connection = new Connection(name);
        try
        {
            connection.Stack.ondatachannel += channel => Echo(name, channel);
            connection.SetRemote(offer);
            var answer = await connection.Stack.DescribeAsync(RTCSdpType.answer);
            _ = ReleaseAsync(name, connection);
            return answer;
        }
        catch
        {
            connection.Close("offer refused");
            throw;
        }
    }

    /// <summary>Closes a connection that failed, was closed, or that nobody completes in time.</summary>
    private static async Task ReleaseAsync(string name, Connection connection)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await connection.Signal.UntilAsync(() => connection.Connected || connection.Ended, deadline.Token);
            await connection.Signal.UntilAsync(() => connection.Ended);
        }
        catch (OperationCanceledException)
        {
            Log.Line($"{name}: not completed within {patience.TotalSeconds} s, closed");
        }
        connection.Close("released");
    }

    // A channel of the other side is open when it is announced, and its messages come on the thread that announces it:
    // none is missed.
    private static void Echo(string name, RTCDataChannel channel) => channel.onmessage += (_, protocol, data) =>
    {
        try
        {
            Message.From(protocol, data).SendOn(channel);
        }
        catch (Exception error)
        {
            Log.Line($"{name}: no echo on \"{channel.label}\": {error.Message}");
        }
    };
}
