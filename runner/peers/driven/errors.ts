/** What can go wrong between the runner and a driven peer. Each says whose word it is. */

/** The peer says that its stack has no such feature. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

/** The stack's API threw or refused; the message is the stack's own. */
export class StackError extends Error {
  override readonly name = 'StackError';
}

/** The peer breaks the protocol (docs/peer-protocol.md): our translation's fault, never the stack's. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** The peer's process ended. */
export class PeerGoneError extends Error {
  override readonly name = 'PeerGoneError';
}

/** The peer did not answer a request in time: it is stuck, and its process is not used again. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}
