import type { Description } from './stack.ts';

/** The SDP or JSON is not what WebRTC asks for; the message is one line. */
export class DescriptionError extends Error {}

/**
 * Reads an RTCSessionDescriptionInit (webrtc-pc section 4.6.2) from JSON and checks what every WebRTC description must
 * have, so that all three stacks refuse the same things in the same words: RFC 8866 section 5 (`v=`, `m=`), RFC 8839
 * section 5.4 (ICE credentials) and RFC 8122 section 5 (fingerprint). The rest is for the stack to judge.
 * @throws DescriptionError
 */
export function parseDescription(json: string, type: Description['type']): Description {
  const value = parseJson(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DescriptionError('expected a JSON object {"type", "sdp"}');
  }
  if (!('type' in value) || value.type !== type) {
    const found = 'type' in value ? JSON.stringify(value.type) : 'none';
    throw new DescriptionError(`expected "type": "${type}", found ${found.slice(0, 40)}`);
  }
  if (!('sdp' in value) || typeof value.sdp !== 'string') throw new DescriptionError('no "sdp"');
  checkSdp(value.sdp);
  return { type, sdp: value.sdp };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new DescriptionError(`expected JSON: ${messageOf(error)}`);
  }
}

function checkSdp(sdp: string): void {
  if (!/^v=0\r?\n/.test(sdp)) throw new DescriptionError('not an SDP: it does not begin with v=0');
  if (!/^m=/m.test(sdp)) throw new DescriptionError('no media section in the SDP');
  if (!/^a=ice-ufrag:./m.test(sdp) || !/^a=ice-pwd:./m.test(sdp)) {
    throw new DescriptionError('no ICE credentials in the SDP');
  }
  if (!/^a=fingerprint:\S+ \S/m.test(sdp)) throw new DescriptionError('no fingerprint in the SDP');
}

/** A stack's own description, if it is one of the two kinds that peers exchange. */
export function toDescription(
  native: { readonly type: string; readonly sdp: string } | null | undefined,
): Description | null {
  // Undefined in older versions of werift, which `--with` may bring.
  if (native === null || native === undefined) return null;
  const { type, sdp } = native;
  return type === 'offer' || type === 'answer' ? { type, sdp } : null;
}

/** What an error says, on one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
}
