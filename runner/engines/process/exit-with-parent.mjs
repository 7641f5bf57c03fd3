// Preloaded into every peer of the embedded engine. The runner holds an IPC channel to the peer; when the runner is
// gone, however it went (kill -9 included), the channel closes and the peer goes too, so that nothing is left behind.
process.on('disconnect', () => process.exit(0));
// The channel alone must not keep a peer alive that has finished.
process.channel?.unref();
