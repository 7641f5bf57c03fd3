/**
 * The user's configuration or command line is wrong (exit status 2). The message is meant for the user as it
 * stands: what was tried, what came instead, what to do. It may have several lines, one problem each.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
