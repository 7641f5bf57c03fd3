import type { Case } from '../model.ts';

export const peerConnection: Case = {
  name: 'peer-connection',
  abbreviation: 'P',
  title: 'ICE connects and the DTLS handshake completes.',
  spec: ['RFC 8829', 'RFC 8827 section 6.5', 'RFC 8445'],
  number: 0,
};
