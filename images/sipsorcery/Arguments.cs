using System.Globalization;

namespace Peer;

internal abstract record Command
{
    /// <summary>Upstream's numbers of the cases (<c>-t N</c>), in their order.</summary>
    private static readonly string[] numbered = [Caller.PeerConnection, Caller.DataChannelEcho];

    private const string usage = "usage: peer serve | peer call URL | peer call -t NUMBER -s URL | peer drive";

    /// <summary>Reads the command line and environment of docs/peer-protocol.md.</summary>
    /// <exception cref="UsageException">The message says what is right.</exception>
    public static Command Parse(string[] words, Func<string, string?> environment) => words switch
    {
        ["serve"] => new Serve(ReadNumber(environment, "PORT", 8080, ushort.MaxValue)),
        ["drive"] => new Drive(),
        ["call", .. var rest] => ParseCall(rest, environment),
        _ => throw new UsageException($"unknown command \"{string.Join(' ', words)}\"; {usage}"),
    };

    private static Call ParseCall(string[] words, Func<string, string?> environment)
    {
        string? test = null;
        var urls = new List<string>();
        for (var i = 0; i < words.Length; i++)
        {
            var last = i + 1 == words.Length;
            if (words[i] is "-t" or "-s" && last) throw new UsageException($"{words[i]} needs a value; {usage}");
            if (words[i] == "-t") test = words[++i];
            else if (words[i] == "-s") urls.Add(words[++i]);
            else urls.Add(words[i]);
        }
        if (urls.Count != 1) throw new UsageException($"call takes one URL, found {urls.Count}; {usage}");
        if (!Uri.TryCreate(urls[0], UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
        {
            throw new UsageException($"\"{urls[0]}\" is not a URL that begins with http://; {usage}");
        }
        var named = environment("TESTCASE") is { Length: > 0 } name ? name : Caller.PeerConnection;
        return new Call(
            url,
            test is null ? named : int.TryParse(test, out var n) && n >= 0 && n < numbered.Length ? numbered[n] : test,
            TimeSpan.FromMilliseconds(ReadNumber(environment, "TIMEOUT_MS", 20_000, int.MaxValue)),
            TimeSpan.FromMilliseconds(ReadNumber(environment, "WAIT_MS", 0, int.MaxValue)));
    }

    private static int ReadNumber(Func<string, string?> environment, string name, int otherwise, int most)
    {
        if (environment(name) is not { Length: > 0 } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, null, out var value) && value <= most) return value;
        throw new UsageException($"{name} must be a whole number from 0 to {most}, found \"{text}\"");
    }
}

internal sealed record Drive : Command;

internal sealed record Serve(int Port) : Command;

/// <param name="Timeout">From the offer to the verdict.</param>
/// <param name="Wait">How long to wait for the server to be healthy before that.</param>
internal sealed record Call(Uri Url, string TestCase, TimeSpan Timeout, TimeSpan Wait) : Command;

internal sealed class UsageException(string message) : Exception(message);
