/** What each description has to say of ICE, DTLS and SCTP, offer or answer. */
import { allLines, isData, isLive, transportSection, valuesFor, valuesOf, type Description } from './description.ts';
import { ruleOfEach, type Note, type Rule } from './note.ts';

type Finding = Omit<Note, 'side'>;

/** RFC 8839 section 5.4: "there MUST be an "ice-pwd" and "ice-ufrag" attribute for each data stream". */
const checkCredentials = ruleOfEach((description) => {
  const missing = ['ice-ufrag', 'ice-pwd'].filter((name) => isMissing(description, name));
  return missing.map((name) => ({
    rule: 'sdp-no-credentials',
    reference: 'RFC 8839 section 5.4',
    text: `The description has no a=${name}.`,
  }));
});

/** RFC 8839 section 5.4: "the "ice-ufrag" attribute MUST NOT be longer than 32 characters when sending". */
const checkUfragLength = ruleOfEach((description) =>
  valuesOf(allLines(description), 'ice-ufrag')
    .filter(({ length }) => length > 32)
    .map(({ length }) => ({
      rule: 'sdp-long-ufrag',
      reference: 'RFC 8839 section 5.4',
      text: `The a=ice-ufrag has ${String(length)} characters, more than the 32 that may be sent.`,
    })),
);

/** RFC 8842 sections 5.2 and 5.3: offerer and answerer "MUST insert" setup and one or more fingerprints. */
const checkDtls = ruleOfEach((description) =>
  ['fingerprint', 'setup']
    .filter((name) => isMissing(description, name))
    .map((name) => ({
      rule: `sdp-no-${name}`,
      reference: 'RFC 8842 section 5',
      text: `The description has no a=${name}.`,
    })),
);

/** RFC 8841 sections 10.2 and 10.3: "MUST associate an SDP "sctp-port" attribute with the "m=" line". */
const checkSctpPort = ruleOfEach(({ sections }) =>
  sections
    .filter((section) => isLive(section) && isData(section) && valuesOf(section.lines, 'sctp-port').length === 0)
    .map((): Finding => ({
      rule: 'sdp-no-sctp-port',
      reference: 'RFC 8841 section 10',
      text: 'The section for data channels has no a=sctp-port.',
    })),
);

/** RFC 8827 section 6.5: "implementations MUST NOT offer SDP security descriptions [RFC4568] or select it if offered". */
const checkCrypto = ruleOfEach((description) =>
  valuesOf(allLines(description), 'crypto').length === 0
    ? []
    : [{ rule: 'sdp-crypto', reference: 'RFC 8827 section 6.5', text: 'The description has an a=crypto line.' }],
);

/** RFC 8829 section 5.2.1: "Encryption Keys ("k=") lines … MUST NOT be included". */
const checkKeys = ruleOfEach((description) =>
  allLines(description).some(({ type }) => type === 'k')
    ? [{ rule: 'sdp-key-line', reference: 'RFC 8829 section 5.2.1', text: 'The description has a k= line.' }]
    : [],
);

export const transportRules: readonly Rule[] = [
  checkCredentials,
  checkUfragLength,
  checkDtls,
  checkSctpPort,
  checkCrypto,
  checkKeys,
];

/** Other sections of a BUNDLE need none of their own. */
function isMissing(description: Description, name: string): boolean {
  const section = transportSection(description);
  return section !== undefined && valuesFor(description, section, name).length === 0;
}
