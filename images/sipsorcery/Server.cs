using System.Net;
using System.Net.Sockets;
using System.Text;
using SIPSorcery.Net;

namespace Peer;

/// <summary>The HTTP side of <c>serve</c>, on HttpListener, which spares the ASP.NET runtime.</summary>
internal static class Server
{
    private const int largestBody = 1024 * 1024;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private sealed class RefusalException(int status, string message) : Exception(message)
    {
        public int Status => status;
    }

    /// <summary>Takes offers on all addresses until the process is ended.</summary>
    public static async Task<int> RunAsync(int port)
    {
        if (port == 0) port = FindFreePort();
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://*:{port}/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException error)
        {
            throw new IOException($"cannot listen on port {port}: {error.Message}");
        }
        Console.Out.WriteLine($"listening on {port}");
        for (;;) _ = HandleAsync(await listener.GetContextAsync());
    }

    private static async Task HandleAsync(HttpListenerContext context)
    {
        try
        {
            var (status, type, body) = await RespondAsync(context.Request);
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (Exception error)
        {
            Log.Line($"no response sent: {error.Message}");
            context.Response.Abort();
        }
    }

    private static async Task<(int Status, string Type, byte[] Body)> RespondAsync(HttpListenerRequest request)
    {
        var path = request.Url?.AbsolutePath ?? "";
        var (status, reason) = (400, "");
        try
        {
            return (200, "application/json", await AnswerAsync(request, path));
        }
        catch (RefusalException refusal)
        {
            (status, reason) = (refusal.Status, refusal.Message);
        }
        catch (TimeoutException)
        {
            (status, reason) = (408, $"body not complete within {patience.TotalSeconds} s");
        }
        catch (Exception error)
        {
            reason = error is DescriptionException ? error.Message : $"the stack refused it: {error.Message}";
        }
        Log.Line($"{request.HttpMethod} {path}: {status} {reason}");
        return (status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(Log.OneLine(reason) + "\n"));
    }

    private static async Task<byte[]> AnswerAsync(HttpListenerRequest request, string path)
    {
        var method = path switch
        {
            "/health" => "GET",
            "/offer" => "POST",
            _ => throw new RefusalException(404, $"no {path[..Math.Min(path.Length, 80)]} here: POST /offer, GET /health"),
        };
        if (request.HttpMethod != method) throw new RefusalException(405, $"{path} takes {method}");
        if (path == "/health")
        {
            return Encoding.UTF8.GetBytes($$"""{"implementation":"sipsorcery","version":"{{Stack.Version}}"}""");
        }
        var body = await ReadBodyAsync(request).WaitAsync(patience);
        var answer = await Answerer.AnswerAsync(Description.Parse(body.Span, RTCSdpType.offer));
        return Encoding.UTF8.GetBytes(answer.ToJson().ToJsonString());
    }

    /// <summary>
    /// Reads to the end, also what is too much, but keeps no more than the limit: to close before that would reset the
    /// connection, and the client would not see the answer.
    /// </summary>
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpListenerRequest request)
    {
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        var total = 0L;
        for (int read; (read = await request.InputStream.ReadAsync(buffer)) > 0; total += read)
        {
            if (total + read <= largestBody) body.Write(buffer, 0, read);
        }
        if (total > largestBody) throw new RefusalException(413, $"body of {total} bytes, at most {largestBody} are taken");
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    // HttpListener knows no port 0.
    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Any, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
