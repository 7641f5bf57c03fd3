using System.Runtime.InteropServices;
using Peer;

// Exit statuses of docs/peer-protocol.md; 2 and 143 count as crashes there.
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
var driver = command is Drive ? new Driver() : null;

// The runtime's own SIGTERM handling waits for the main thread. SIPSorcery's threads are not waited for either: the
// process is left by Environment.Exit, here and below.
void Leave(PosixSignalContext _)
{
    driver?.CloseAll();
    Environment.Exit(command is Call ? terminated : 0);
}
var registrations = (
    PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave), PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave));

try
{
    Environment.Exit(command switch
    {
        Serve serve => await Server.RunAsync(serve.Port),
        Call call => await new Caller(call).RunAsync(),
        _ => driver?.Run() ?? usage,
    });
}
catch (Exception error)
{
    Log.Line($"{command.GetType().Name.ToLowerInvariant()}: {error.Message}");
    Environment.Exit(1);
}
// Until here: a registration that the garbage collector finds unused is undone.
GC.KeepAlive(registrations);
return 1;
