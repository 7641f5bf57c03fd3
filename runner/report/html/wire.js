/* What the link saw of an attempt, in the panel of its cell. */
/* global fact, fileLink, make */
/* exported wire */
'use strict';

/** Where in the capture it is; nothing where it was left out. */
function inFrame(frame) {
  return frame === null ? '' : `, frame ${frame}`;
}

function packets(classes) {
  const sent = Object.entries(classes).map(
    ([name, { sent, delivered }]) =>
      `${sent} ${name.toUpperCase()}${delivered < sent ? ` (${delivered} delivered)` : ''}`,
  );
  return sent.length === 0 ? 'nothing' : sent.join(', ');
}

/** One connection as the link saw it, in short. */
function wirePath(path, index, all) {
  const { dtls, packets: by } = path;
  const contract = path.contract === 'script' ? 'by script' : 'by exit code';
  const title = all.length > 1 ? make('p', { class: 'wire-title' }, `Connection ${index + 1}, ${contract}`) : null;
  const suite = dtls === null ? null : [dtls.version, dtls.cipherSuite, dtls.srtpProfile].filter(Boolean).join(', ');
  const alerts = dtls?.alerts
    .map(({ from, name, frame }) => `${name ?? 'encrypted'} (${from}${inFrame(frame)})`)
    .join(', ');
  const facts = make(
    'dl',
    {},
    fact('Client sent', packets(by.client)),
    fact('Server sent', packets(by.server)),
    fact('DTLS', dtls === null ? 'none' : suite || 'no ServerHello'),
    fact('DTLS client', dtls?.client ? `the ${dtls.client}` : null),
    fact('Alerts', alerts || null),
  );
  return make('div', {}, title, facts);
}

/** Many connections of one attempt look alike: the rest is in the capture. */
const MOST_PATHS = 3;

function wire({ evidence, direct, files, frame }) {
  const until = frame === null ? '' : `, at frame ${frame} when the case ended`;
  const links = [fileLink(files.capture, `capture (pcapng${until})`), fileLink(files.sdp, 'descriptions')];
  const shown = links.filter((link) => link !== null).flatMap((link, index) => (index > 0 ? [' · ', link] : [link]));
  const head = make('p', { class: 'log-title' }, 'On the wire ', ...shown);
  if (direct) return make('div', {}, head, make('p', { class: 'muted' }, 'On the bare path: nobody looked on.'));
  if (evidence === null) return null;
  const { paths, impairment } = evidence;
  const more = paths.length - MOST_PATHS;
  const rest = more > 0 ? make('p', { class: 'muted' }, `${more} more connections: see report.json.`) : null;
  const hurt = impairment.reduce((sum, { count }) => sum + count, 0);
  const did = hurt > 0 ? make('p', { class: 'muted' }, `The link altered the course of ${hurt} packets.`) : null;
  const none = paths.length === 0 ? make('p', { class: 'muted' }, 'No connection was opened.') : null;
  return make('div', { class: 'wire' }, head, none, ...paths.slice(0, MOST_PATHS).map(wirePath), rest, did);
}
