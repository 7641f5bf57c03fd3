/**
 * Data channels, where a key opened the records: SCTP's extensions (RFC 8831 section 6.1), empty messages (section 6.6)
 * and DCEP (RFC 8832). What came in several chunks or beyond the evidence's bounds is not judged.
 */
import type { DataChannelOpen, SctpInit, SctpSide } from '../link/evidence/sctp-evidence.ts';
import type { Note, Observed, Rule } from './note.ts';
import { SIDES } from './note.ts';

type Finding = Omit<Note, 'side'>;

/** Chunk types: RFC 6525 section 3.1, RFC 3758 section 3.2. */
const chunk = { reConfig: 130, forwardTsn: 192 } as const;
const extensions = 'RFC 8831 section 6.1';
/** Reliable and in order or not; by number of transmissions; by time (RFC 8832 section 8.2.2). */
const CHANNEL_TYPES: readonly number[] = [0x00, 0x80, 0x01, 0x81, 0x02, 0x82];
/** Of the channel type, the bit for channels that keep no order, and what is left of it for reliable ones. */
const UNORDERED = 0x80;
const RELIABLE = 0x00;
const OPEN_HEADER = 12;
/** RFC 8832 section 8.1, RFC 8831 section 8. */
const PPIDS: readonly number[] = [50, 51, 52, 53, 54, 56, 57];

/**
 * "The dynamic address reconfiguration extension defined in [RFC5061] MUST be used to signal the support of the stream
 * reset extension defined in [RFC6525]." Who answers may leave out what was not offered to him.
 */
const checkReconfig = ruleOfInits((init, asked, name) => {
  if (init.extensions.includes(chunk.reConfig) || asked?.extensions.includes(chunk.reConfig) === false) return [];
  const text = `The ${name} does not list RE-CONFIG among the supported extensions.`;
  return [{ rule: 'sctp-reconfig-missing', reference: extensions, text }];
});

/**
 * "The partial reliability extension defined in [RFC3758] MUST be supported." Both ways to say so are taken. Who says
 * neither "MUST instead act as if it does NOT support the FORWARD TSN chunk" (RFC 3758 section 3.3.1).
 */
const checkPartialReliability = ruleOfInits((init, asked, name) => {
  if (saysForwardTsn(init) || (asked !== null && !saysForwardTsn(asked))) return [];
  const text = `The ${name} has neither Forward-TSN-Supported nor FORWARD-TSN among the supported extensions.`;
  return [{ rule: 'sctp-partial-reliability-missing', reference: extensions, text }];
});

/** "If the side is acting as the DTLS client, it MUST choose an even stream identifier; [...] the DTLS server, [...] an odd one." */
const checkParity: Rule = ({ sctp, evidence: { dtls } }) =>
  sctp === null || dtls.client === null
    ? []
    : SIDES.flatMap((side) => {
        const isClient = side === dtls.client;
        if (sctp[side].opens.every(({ stream }) => (stream % 2 === 0) === isClient)) return [];
        const text = isClient
          ? 'The DTLS client opened a data channel on an odd stream.'
          : 'The DTLS server opened a data channel on an even stream.';
        return [{ side, rule: 'dcep-open-parity', reference: 'RFC 8832 section 6', text }];
      });

/** The registry has six types; 0x7f and 0xff are reserved and the others not assigned. */
const checkType = ruleOfOpens(({ channelType }) => {
  if (CHANNEL_TYPES.includes(channelType)) return [];
  const text = `A DATA_CHANNEL_OPEN has the channel type 0x${channelType.toString(16).padStart(2, '0')}.`;
  return [{ rule: 'dcep-channel-type', reference: 'RFC 8832 section 8.2.2', text }];
});

/** "For reliable data channels, this field MUST be set to 0 on the sending side". */
const checkReliability = ruleOfOpens(({ channelType, reliability }) => {
  if ((channelType & ~UNORDERED) !== RELIABLE || reliability === 0) return [];
  const text = 'The reliability parameter in the DATA_CHANNEL_OPEN of a reliable channel is not 0.';
  return [{ rule: 'dcep-reliability', reference: 'RFC 8832 section 5.1', text }];
});

/** The form of the message: 12 bytes, the label, the protocol. */
const checkLength = ruleOfOpens(({ labelBytes, protocolBytes, messageBytes }) => {
  if (messageBytes === null || messageBytes === OPEN_HEADER + labelBytes + protocolBytes) return [];
  const text = 'The lengths of label and protocol in a DATA_CHANNEL_OPEN do not add up to the message.';
  return [{ rule: 'dcep-open-length', reference: 'RFC 8832 section 5.1', text }];
});

/** "All Data Channel Establishment Protocol messages MUST be sent using ordered delivery and reliable transmission." */
const checkOrder = ruleOfEachSide(({ unorderedDcep }) => {
  if (unorderedDcep === null) return [];
  const text = 'A message of DCEP was sent unordered.';
  return [{ rule: 'dcep-unordered', reference: 'RFC 8832 section 6', text }];
});

/**
 * "SCTP does not support the sending of empty user messages. Therefore, if an empty message has to be sent, the
 * appropriate PPID [...] is used, and the SCTP user message of one zero byte is sent."
 */
const checkEmpty = ruleOfEachSide(({ emptyMessages }) =>
  emptyMessages
    .filter(({ bytes }) => bytes !== 1)
    .map(({ ppid, bytes }) => {
      const text = `An empty message has PPID ${ppid} and ${bytes} bytes.`;
      return { rule: 'empty-message', reference: 'RFC 8831 section 6.6', text };
    }),
);

/** "The following PPIDs MUST be used", the deprecated ones among them, and DCEP's own. */
const checkPpids = ruleOfEachSide(({ ppids }) => {
  const others = Object.keys(ppids).filter((ppid) => !PPIDS.includes(Number(ppid)));
  if (others.length === 0) return [];
  const text = `Messages have a PPID that is none of data channels: ${others.join(', ')}.`;
  return [{ rule: 'data-ppid', reference: 'RFC 8831 section 6.6', text }];
});

export const dataChannelRules: readonly Rule[] = [
  checkReconfig,
  checkPartialReliability,
  checkParity,
  checkType,
  checkReliability,
  checkLength,
  checkOrder,
  checkPpids,
  checkEmpty,
];

function saysForwardTsn({ forwardTsn, extensions: listed }: SctpInit): boolean {
  return forwardTsn || listed.includes(chunk.forwardTsn);
}

function ruleOfEachSide(check: (side: SctpSide, other: SctpSide) => readonly Finding[]): Rule {
  return ({ sctp }: Observed) =>
    sctp === null
      ? []
      : SIDES.flatMap((side) => {
          const other = side === 'client' ? sctp.server : sctp.client;
          return check(sctp[side], other).map((finding) => ({ side, ...finding }));
        });
}

function ruleOfOpens(check: (open: DataChannelOpen) => readonly Finding[]): Rule {
  return ruleOfEachSide(({ opens }) => opens.flatMap(check));
}

/** `asked`: the INIT that an INIT ACK answers; an INIT ACK whose INIT was not seen is not judged. */
function ruleOfInits(check: (init: SctpInit, asked: SctpInit | null, name: string) => readonly Finding[]): Rule {
  return ruleOfEachSide(({ init, initAck }, other) => [
    ...(init === null ? [] : check(init, null, 'INIT')),
    ...(initAck === null || other.init === null ? [] : check(initAck, other.init, 'INIT ACK')),
  ]);
}
