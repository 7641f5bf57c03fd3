using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Peer;

/// <summary>An error of the protocol, with its code; any other exception is the stack's and has code 2.</summary>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public int Code => code;

    public static RpcException InvalidParams(string message) => new(-32602, message);

    public static RpcException Unsupported(string message) => new(1, message);

    public static RpcException UnknownHandle(string message) => new(3, message);
}

/// <param name="Then">
/// Done after the result is written and before anything else is: what begins to tell events of a new handle.
/// </param>
internal readonly record struct Reply(JsonObject Result, Action? Then = null);

/// <summary>JSON-RPC 2.0, one message a line, requests on stdin, all else on stdout.</summary>
/// <param name="handle">Takes method and parameters. What it does before its first wait is done in the requests' order.</param>
internal sealed class Rpc(Func<string, JsonNode?, Task<Reply>> handle)
{
    private static readonly JsonSerializerOptions strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };
    private static readonly JsonSerializerOptions plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Lock gate = new();
    private readonly Stream output = Console.OpenStandardOutput();
    private readonly long start = Stopwatch.GetTimestamp();

    /// <exception cref="RpcException">Missing, wrong or unknown parameters.</exception>
    public static T Read<T>(JsonNode? parameters)
    {
        try
        {
            return (parameters ?? new JsonObject()).Deserialize<T>(strict) ?? throw RpcException.InvalidParams("params is null");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw RpcException.InvalidParams(error.Message);
        }
    }

    /// <exception cref="RpcException">It is less.</exception>
    public static int AtLeast(int least, int value) =>
        value >= least ? value : throw RpcException.InvalidParams($"expected {least} or more, found {value}");

    /// <summary>Until the end of stdin.</summary>
    public void Run()
    {
        // Latin-1 takes every byte as it is, so that Parse sees what was sent.
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.Latin1, false, 64 * 1024);
        while (input.ReadLine() is { } line) _ = AnswerAsync(line);
    }

    /// <summary>A notification, from any thread.</summary>
    public void Tell(string name, JsonObject parameters)
    {
        lock (gate)
        {
            parameters["t"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Write(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = name, ["params"] = parameters });
        }
    }

    private async Task AnswerAsync(string line)
    {
        JsonNode? id = null;
        try
        {
            var request = Parse(line) as JsonObject ?? throw new RpcException(-32600, "not a JSON-RPC request: not an object");
            if (request["id"]?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number) id = request["id"]!.DeepClone();
            var method = request["method"]?.GetValueKind() == JsonValueKind.String ? request["method"]!.GetValue<string>() : null;
            if (id is null || method is null || request["jsonrpc"]?.ToJsonString() != "\"2.0\"")
            {
                throw new RpcException(-32600, "not a JSON-RPC request: \"jsonrpc\": \"2.0\", \"id\" and \"method\" are needed");
            }
            var (result, then) = await handle(method, request["params"]);
            lock (gate)
            {
                Write(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["result"] = result });
                then?.Invoke();
            }
        }
        catch (Exception error)
        {
            var code = error is RpcException known ? known.Code : 2;
            var body = new JsonObject { ["code"] = code, ["message"] = Log.OneLine(error.Message) };
            lock (gate) Write(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(), ["error"] = body });
        }
    }

    private static JsonNode? Parse(string line)
    {
        try
        {
            var text = utf8.GetString(Encoding.Latin1.GetBytes(line));
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException)
        {
            throw new RpcException(-32700, $"not JSON: {error.Message}");
        }
    }

    private void Write(JsonObject message)
    {
        output.Write(Encoding.UTF8.GetBytes(message.ToJsonString(plain) + "\n"));
        output.Flush();
    }
}
