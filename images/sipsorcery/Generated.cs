using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Peer;

/// <summary>Makes messages by the rule of docs/peer-protocol.md, "Generated messages".</summary>
internal sealed class Generator(int length, uint seed, bool text)
{
    private readonly byte[] pattern = MakePattern(seed);

    /// <summary>Message <paramref name="index"/>, from 0.</summary>
    public Message Make(int index)
    {
        var content = new byte[length];
        for (var j = 0; j < length; j++)
        {
            var value = pattern[(31L * index + j) % pattern.Length];
            content[j] = text ? (byte)(0x20 + value % 95) : value;
        }
        if (text && length >= 8) Encoding.ASCII.GetBytes(index.ToString("x8", CultureInfo.InvariantCulture), content);
        else if (!text && length >= 4) BinaryPrimitives.WriteInt32BigEndian(content, index);
        return new Message(text, content);
    }

    private static byte[] MakePattern(uint seed)
    {
        var pattern = new byte[65521];
        var x = seed == 0 ? 0x9E3779B9 : seed;
        for (var i = 0; i < pattern.Length; i++)
        {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            pattern[i] = (byte)x;
        }
        return pattern;
    }
}

/// <summary>Sums up the messages of a channel. Not for several threads at once.</summary>
internal sealed class Collection : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<(uint First, uint Last)> order = [];
    private long bytes;
    private int texts;

    public int Count { get; private set; }

    public void Add(Message message)
    {
        Count++;
        bytes += message.Content.Length;
        if (message.IsText) texts++;
        hash.AppendData(message.Content);
        if (ReadNumber(message) is not { } number) return;
        if (order.Count > 0 && order[^1].Last + 1L == number) order[^1] = (order[^1].First, number);
        else order.Add((number, number));
    }

    public JsonObject ToJson() => new()
    {
        ["count"] = Count,
        ["bytes"] = bytes,
        ["digest"] = Convert.ToHexStringLower(hash.GetCurrentHash()),
        ["texts"] = texts,
        ["order"] = new JsonArray([.. order.Select(run => new JsonArray(run.First, run.Last))]),
    };

    public void Dispose() => hash.Dispose();

    private static uint? ReadNumber(Message message)
    {
        if (!message.IsText) return message.Content.Length < 4 ? null : BinaryPrimitives.ReadUInt32BigEndian(message.Content);
        if (message.Content.Length < 8) return null;
        return Utf8Parser.TryParse(message.Content.AsSpan(0, 8), out uint number, out var used, 'x') && used == 8 ? number : null;
    }
}
