/**
 * The two hellos of DTLS 1.2 (RFC 8827 section 6.5; RFC 5746, which updates TLS). DTLS 1.3 needs none of these. Nothing
 * of RFC 7627: its MUST is for "a client implementing this document", and who leaves the extension out does not.
 */
import type { DtlsEvidence, Side } from '../link/evidence/path-evidence.ts';
import { isLive, type Description } from './description.ts';
import type { Note, Observed, Rule } from './note.ts';

type Finding = Omit<Note, 'side'>;

/** "All implementations MUST support DTLS 1.2 with the … cipher suite and the P-256 curve." */
const SUITE = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
/** "The DTLS-SRTP protection profile … MUST be supported for SRTP." */
const PROFILE = 'SRTP_AES128_CM_HMAC_SHA1_80';
/** Evidence cuts lists there: what is not in a list as long as that may still have been offered. */
const LONGEST_LIST = 64;

export const checkHellos: Rule = (seen) => {
  const { dtls } = seen.evidence;
  const { client } = dtls;
  if (client === null || dtls.version !== 'DTLS 1.2') return [];
  const server: Side = client === 'client' ? 'server' : 'client';
  return [
    ...checkClient(dtls, hasMedia(seen)).map((note) => ({ side: client, ...note })),
    ...checkServer(dtls).map((note) => ({ side: server, ...note })),
  ];
};

function checkClient({ clientHello }: DtlsEvidence, media: boolean): readonly Finding[] {
  if (clientHello === null) return [];
  const { cipherSuites, renegotiationInfo, srtpProfiles } = clientHello;
  const found: Finding[] = [];
  if (!cipherSuites.includes(SUITE) && cipherSuites.length < LONGEST_LIST) {
    const text = `The ClientHello does not offer ${SUITE}.`;
    found.push({ rule: 'dtls-cipher-suite', reference: 'RFC 8827 section 6.5', text });
  }
  // "The client MUST include either an empty "renegotiation_info" extension, or" the cipher suite that stands for it.
  if (!renegotiationInfo) {
    const text = 'The ClientHello has neither renegotiation_info nor TLS_EMPTY_RENEGOTIATION_INFO_SCSV.';
    found.push({ rule: 'dtls-renegotiation-info', reference: 'RFC 5746 section 3.4', text });
  }
  if (media && !srtpProfiles.includes(PROFILE)) {
    const text = `The ClientHello does not offer ${PROFILE}, though media was negotiated.`;
    found.push({ rule: 'dtls-srtp-profile', reference: 'RFC 8827 section 6.5', text });
  }
  return found;
}

/** "The server MUST include an empty "renegotiation_info" extension in the ServerHello", where the client asked for it. */
function checkServer({ clientHello, serverHello }: DtlsEvidence): readonly Finding[] {
  if (clientHello === null || serverHello === null || serverHello.helloRetryRequest) return [];
  const found: Finding[] = [];
  if (clientHello.renegotiationInfo && !serverHello.renegotiationInfo) {
    const text = 'The ServerHello does not answer the renegotiation_info that was offered.';
    found.push({ rule: 'dtls-renegotiation-info', reference: 'RFC 5746 section 3.6', text });
  }
  return found;
}

/** Accepted by both: a section with media that the answer did not reject. */
function hasMedia({ offer, answer }: Observed): boolean {
  return hasLiveMedia(offer) && hasLiveMedia(answer);
}

function hasLiveMedia(description: Description | null): boolean {
  return description?.sections.some((section) => isLive(section) && /^(?:audio|video)$/.test(section.media)) ?? false;
}
