using System.Text;
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
            var answer = await connection.AnswerAsync();
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
    private static void Echo(string name, RTCDataChannel channel)
    {
        channel.onmessage += (_, protocol, data) =>
        {
            try
            {
                Return(channel, protocol, data);
            }
            catch (Exception error)
            {
                Log.Line($"{name}: no echo on \"{channel.label}\": {error.Message}");
            }
        };
    }

    // An empty message is one zero byte on the wire, told apart by its PPID (RFC 8831 section 6.6), and SIPSorcery hands
    // that byte on.
    private static void Return(RTCDataChannel channel, DataChannelPayloadProtocols protocol, byte[] data)
    {
        switch (protocol)
        {
            case DataChannelPayloadProtocols.WebRTC_String_Empty:
                channel.send("");
                break;
            case DataChannelPayloadProtocols.WebRTC_String:
                channel.send(Encoding.UTF8.GetString(data));
                break;
            case DataChannelPayloadProtocols.WebRTC_Binary_Empty:
                channel.send([]);
                break;
            default:
                channel.send(data);
                break;
        }
    }
}
