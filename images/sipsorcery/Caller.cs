using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SIPSorcery.Net;

namespace Peer;

/// <summary><c>call URL</c>: makes the offer, posts it, sets the answer, decides.</summary>
internal sealed class Caller(Call call)
{
    public const string PeerConnection = "peer-connection";
    public const string DataChannelEcho = "data-channel-echo";

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <summary>Where the call stands: the first stage that is not completed, what it lacks, and what there is.</summary>
    private (string Stage, string Missing, Func<string> Instead) progress = ("signalling", "not begun", () => "nothing came");

    /// <summary>Returns the exit status; the last line on stderr is the reason when the case did not pass.</summary>
    public async Task<int> RunAsync()
    {
        if (call.TestCase is not (PeerConnection or DataChannelEcho))
        {
            Log.LastLine($"unsupported: no case \"{call.TestCase}\", only {PeerConnection}, {DataChannelEcho}");
            return 77;
        }
        Connection? connection = null;
        string? failure = null;
        try
        {
            await WaitForHealthAsync();
            using var deadline = new CancellationTokenSource(call.Timeout);
            // Not on this thread, so that a stack that blocks cannot keep the time limit from being kept.
            var decision = Task.Run(() => DecideAsync(connection = new Connection("client"), deadline.Token));
            await decision.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            failure = $"{progress.Missing} within {call.Timeout.TotalMilliseconds} ms, {progress.Instead()}";
        }
        catch (Exception error)
        {
            failure = error.Message;
        }
        // The verdict is taken. The other side is told that it is over, if that does not take long.
        if (connection is not null) await Task.WhenAny(Task.Run(() => connection.Close("done")), Task.Delay(300));
        if (failure is null) return 0;
        Log.LastLine($"{progress.Stage}: {failure}");
        return 1;
    }

    private async Task DecideAsync(Connection connection, CancellationToken cancel)
    {
        // Asynchronous, and to be done before the offer.
        var channel = await connection.Stack.createDataChannel("interop");
        await SignalAsync(connection, cancel);
        await ConnectAsync(connection, cancel);
        if (call.TestCase == DataChannelEcho) await EchoAsync(connection, channel, cancel);
    }

    private async Task SignalAsync(Connection connection, CancellationToken cancel)
    {
        progress = ("signalling", "candidates not gathered", () => $"gathering is {connection.Stack.iceGatheringState}");
        var offer = (await connection.Stack.DescribeAsync(RTCSdpType.offer)).ToJson().ToJsonString();
        progress = ("signalling", $"no answer to POST {call.Url}", () => "nothing came");
        var content = new StringContent(offer, new MediaTypeHeaderValue("application/json"));
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, call.Url) { Content = content }, cancel);
        var body = await response.Content.ReadAsByteArrayAsync(cancel);
        if ((int)response.StatusCode != 200)
        {
            throw new IOException($"POST {call.Url} answered {(int)response.StatusCode} {Quote(Encoding.UTF8.GetString(body))}");
        }
        try
        {
            connection.SetRemote(Description.Parse(body, RTCSdpType.answer));
        }
        catch (DescriptionException error)
        {
            throw new IOException($"expected an answer: {error.Message}");
        }
    }

    /// <summary>Until the connection is <c>connected</c>: ICE has a pair, DTLS is done (webrtc-pc section 4.3.3).</summary>
    private async Task ConnectAsync(Connection connection, CancellationToken cancel)
    {
        progress = ("ICE", "not connected", () => connection.States);
        await connection.Signal.UntilAsync(
            () =>
            {
                if (progress.Stage == "ICE" && connection.Stack.iceConnectionState == RTCIceConnectionState.connected)
                {
                    progress = ("DTLS", "handshake not completed", () => connection.States);
                }
                CheckAlive(connection);
                return connection.Connected;
            },
            cancel);
    }

    /// <summary>Until a random text has come back the same, as text.</summary>
    private async Task EchoAsync(Connection connection, RTCDataChannel channel, CancellationToken cancel)
    {
        string? echo = null;
        channel.onmessage += (_, protocol, data) =>
        {
            echo = protocol == DataChannelPayloadProtocols.WebRTC_String
                ? Quote(Encoding.UTF8.GetString(data))
                : $"{data.Length} bytes with PPID {(uint)protocol}";
            connection.Signal.Fire();
        };
        channel.onopen += connection.Signal.Fire;
        channel.onclose += connection.Signal.Fire;
        string States() => $"channel state is {channel.readyState}, {connection.States}";
        bool Holds(bool what)
        {
            if (!what) CheckAlive(connection);
            if (!what && channel.readyState == RTCDataChannelState.closed) throw new IOException($"the channel ended: {States()}");
            return what;
        }
        progress = ("SCTP", "channel not open", States);
        await connection.Signal.UntilAsync(() => Holds(channel.readyState == RTCDataChannelState.open), cancel);
        var sent = Guid.NewGuid().ToString();
        progress = ("application", "no echo", States);
        channel.send(sent);
        await connection.Signal.UntilAsync(() => Holds(echo is not null), cancel);
        if (echo != Quote(sent)) throw new IOException($"echo is {echo}, expected {Quote(sent)}");
    }

    private static void CheckAlive(Connection connection)
    {
        if (!connection.Ended) return;
        var warning = Log.LastWarning is { } last ? $", \"{last}\"" : "";
        throw new IOException($"the connection ended: {connection.States}{warning}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await http.SendAsync(request, cancel);
        }
        catch (HttpRequestException error)
        {
            throw new IOException($"{request.Method} {request.RequestUri}: {Log.OneLine(error.Message)}");
        }
    }

    private async Task WaitForHealthAsync()
    {
        if (call.Wait == TimeSpan.Zero) return;
        using var deadline = new CancellationTokenSource(call.Wait);
        var url = new Uri(call.Url, "/health");
        for (var last = "no answer"; ;)
        {
            try
            {
                using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, url), deadline.Token);
                if ((int)response.StatusCode == 200) return;
                last = $"status {(int)response.StatusCode}";
            }
            catch (IOException error)
            {
                last = error.Message;
            }
            catch (OperationCanceledException) { }
            if (deadline.IsCancellationRequested)
            {
                throw new IOException($"GET {url} not 200 within {call.Wait.TotalMilliseconds} ms, last: {last}");
            }
            await Task.Delay(100);
        }
    }

    private static string Quote(string text)
    {
        text = text.Trim();
        return $"\"{JsonEncodedText.Encode(text[..Math.Min(text.Length, 300)], JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
    }
}
