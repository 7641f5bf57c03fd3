using Microsoft.Extensions.Logging;

namespace Peer;

/// <summary>One line on stderr for each event. Takes in what SIPSorcery logs as a warning or worse.</summary>
internal sealed class Log : ILoggerFactory, ILogger
{
    private static readonly Lock gate = new();

    private static bool ended;

    /// <summary>The last thing that the stack warned of: the only place where it says why a handshake failed.</summary>
    public static string? LastWarning { get; private set; }

    /// <summary>To be called before the first use of SIPSorcery, whose loggers are made once and for all.</summary>
    public static void TakeFromStack() => SIPSorcery.LogFactory.Set(new Log());

    public static void Line(string text)
    {
        lock (gate)
        {
            if (!ended) Console.Error.WriteLine(OneLine(text));
        }
    }

    /// <summary>Nothing comes after it, whatever SIPSorcery's threads still have to say.</summary>
    public static void LastLine(string text)
    {
        lock (gate)
        {
            Line(text);
            ended = true;
        }
    }

    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(
        LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format)
    {
        if (!IsEnabled(level)) return;
        var warning = OneLine(format(state, error));
        // An address that cannot be reached is warned of with every check that is sent there.
        if (warning == LastWarning) return;
        LastWarning = warning;
        Line($"SIPSorcery: {warning}");
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }
}
