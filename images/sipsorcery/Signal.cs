namespace Peer;

/// <summary>Lets asynchronous code wait until something that changes by events has come about.</summary>
internal sealed class Signal
{
    private TaskCompletionSource next = Create();

    /// <summary>Tells everybody who waits to look again.</summary>
    public void Fire() => Interlocked.Exchange(ref next, Create()).TrySetResult();

    /// <summary>Looks at once and then at every <see cref="Fire"/>. Throws what <paramref name="holds"/> throws.</summary>
    /// <exception cref="OperationCanceledException"/>
    public async Task UntilAsync(Func<bool> holds, CancellationToken cancel = default)
    {
        for (;;)
        {
            var turn = Volatile.Read(ref next).Task;
            if (holds()) return;
            await turn.WaitAsync(cancel);
        }
    }

    // Not on the thread that fires: SIPSorcery's receive threads must go on.
    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
