import type { Case } from '../model.ts';

export const dataChannelEcho: Case = {
  name: 'data-channel-echo',
  abbreviation: 'D',
  title: 'A text message on a data channel comes back unchanged.',
  spec: ['RFC 8831 section 6.6', 'RFC 8832 section 5.1'],
  number: 1,
};
