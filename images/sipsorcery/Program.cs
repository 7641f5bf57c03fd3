using System.Runtime.InteropServices;
using Peer;

// Exit statuses of docs/peer-protocol.md; 2 and 143 count as crashes there. A third mode, `drive`, belongs beside
// `serve` and `call`.
const int usage = 2, terminated = 143;

Log.TakeFromStack();
Command command;
try
{
    command = Command.Parse(args, Environment.GetEnvironmentVariable);
}
catch (UsageException error)
{
    Log.Line(error.Message);
    return usage;
}

// The runtime's own SIGTERM handling waits for the main thread. SIPSorcery's threads are not waited for either: the
// process is left by Environment.Exit, here and below.
var ended = command is Serve ? 0 : terminated;
foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT })
{
    GC.KeepAlive(PosixSignalRegistration.Create(signal, _ => Environment.Exit(ended)));
}

try
{
    var status = command switch
    {
        Serve serve => await Server.RunAsync(serve.Port),
        Call call => await new Caller(call).RunAsync(),
        _ => usage,
    };
    Environment.Exit(status);
}
catch (Exception error)
{
    Log.Line($"{command.GetType().Name.ToLowerInvariant()}: {error.Message}");
    Environment.Exit(1);
}
return 1;
