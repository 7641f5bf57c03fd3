/** What RFC 8829 section 5.2.1 demands of an initial offer. */
import {
  allLines,
  bundledMids,
  isData,
  isLive,
  midOf,
  transportSection,
  valuesFor,
  valuesOf,
  type Description,
} from './description.ts';
import type { Note, Rule } from './note.ts';

const JSEP = 'RFC 8829 section 5.2.1';
type Finding = Omit<Note, 'side' | 'reference'>;

/**
 * "An "a=ice-options" line with the "trickle" and "ice2" options MUST be added". Not of browsers alone: RFC 8839 section
 * 4.3.1 asks each offerer for ice2, and RFC 8825 section 7 each WebRTC endpoint for Trickle ICE as JSEP has it.
 */
function checkIceOptions(offer: Description): readonly Finding[] {
  const values = valuesOf(allLines(offer), 'ice-options');
  // What cannot be read offers nothing, and has a note of its own.
  if (values.some((value) => !/^[A-Za-z0-9+/ ]+$/.test(value))) return [];
  const given = values.flatMap((value) => value.split(' '));
  const missing = ['trickle', 'ice2'].filter((option) => !given.includes(option));
  if (missing.length === 0) return [];
  const seen = values[0] === undefined ? 'has no a=ice-options' : `says "a=ice-options:${values.join(' ')}"`;
  return [{ rule: 'sdp-ice-options', text: `The offer ${seen}: ${missing.join(' and ')} not among the options.` }];
}

/** "The role value in the offer MUST be "actpass"." */
function checkSetup(offer: Description): readonly Finding[] {
  const section = transportSection(offer);
  const [setup] = section === undefined ? [] : valuesFor(offer, section, 'setup');
  if (setup === undefined || setup.toLowerCase() === 'actpass') return [];
  return [{ rule: 'sdp-offer-setup', text: `The offer says "a=setup:${setup}", not actpass.` }];
}

/**
 * "The <proto> field MUST be set to "UDP/DTLS/SCTP" … The <fmt> value MUST be set to "webrtc-datachannel"". After
 * gathering, "TCP/DTLS/SCTP" is right where the default candidate is of TCP (section 5.1.2).
 */
function checkData({ sections }: Description): readonly Finding[] {
  return sections
    .filter((section) => isLive(section) && section.media === 'application')
    .filter((section) => !isData(section) || section.formats.join(' ') !== 'webrtc-datachannel')
    .map(({ proto, formats }) => ({
      rule: 'sdp-data-section',
      text: `The section for data says "${proto} ${formats.join(' ')}", not "UDP/DTLS/SCTP webrtc-datachannel".`,
    }));
}

/** A session-level a=group "MUST have semantics "BUNDLE" and MUST include the mid identifiers of each "m=" section". */
function checkBundle(offer: Description): readonly Finding[] {
  const live = offer.sections.filter(isLive);
  if (live.some((section) => midOf(section) === null))
    return [{ rule: 'sdp-no-mid', text: 'A section of the offer has no a=mid.' }];
  const bundled = bundledMids(offer);
  if (live.every((section) => bundled.includes(midOf(section) ?? ''))) return [];
  return [{ rule: 'sdp-offer-bundle', text: 'No a=group:BUNDLE of the offer names all of its sections.' }];
}

const checks = [checkIceOptions, checkSetup, checkData, checkBundle];

export const checkOffer: Rule = ({ offer }) =>
  offer === null
    ? []
    : checks
        .flatMap((check) => check(offer))
        .map(({ rule, text }) => ({ side: offer.from, rule, reference: JSEP, text }));
