/**
 * Whether a ClientHello that was refused, or not answered, offers what its server can take. The suites of DTLS 1.2 name
 * the kind of key that the server's certificate has (RFC 8422 section 2), and the server may have one of the other kind. Pure.
 */
import type { DtlsEvidence } from '../link/evidence/path-evidence.ts';
import type { Role } from '../model.ts';

/** "All implementations MUST support DTLS 1.2 with the … cipher suite and the P-256 curve" (RFC 8827 section 6.5). */
const SUITE = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
/** Evidence cuts lists there. */
const LONGEST_LIST = 64;
/** It authenticates nobody (RFC 5746 section 3.3). */
const SIGNAL = 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV';

interface Want {
  /** Who lacks something that it has to have; null where that cannot be known. */
  readonly side: Role | null;
  /** What to say of it behind the sentence; begins with a semicolon. */
  readonly words: string;
}

/** Null where nothing is known to be wanting: then who refuses the offer has to answer for that. */
export function findWantOfSuites({ client, clientHello }: DtlsEvidence): Want | null {
  if (client === null || clientHello === null) return null;
  const { cipherSuites, supportedVersions } = clientHello;
  // In DTLS 1.3 suites say nothing of keys.
  if (cipherSuites.length >= LONGEST_LIST || supportedVersions.includes('DTLS 1.3')) return null;
  if (!cipherSuites.includes(SUITE)) {
    return { side: client, words: `; that ClientHello does not offer ${SUITE} (RFC 8827 section 6.5)` };
  }
  const own = cipherSuites.filter((suite) => suite !== SIGNAL);
  return own.every((suite) => suite.includes('_ECDSA_'))
    ? { side: null, words: '; that ClientHello offers suites for ECDSA certificates alone' }
    : null;
}
