/* The page's behaviour: cells open a panel, the address names the open cell. No library, no request. */
/* global fact, make, wire, document, window, history, location, navigator, getSelection */
'use strict';

(() => {
  const { cells, cases, logs } = JSON.parse(document.getElementById('data').textContent);
  const panel = document.getElementById('panel');
  const STAGES = ['signalling', 'ICE', 'DTLS', 'SRTP', 'SCTP', 'application'];
  const hashes = new Map(cells.map((cell, index) => [hashOf(cell), index]));
  let open = -1;

  function hashOf(cell) {
    return '#' + [cell.case, cell.server, cell.client].map(encodeURIComponent).join('/');
  }

  function buttonOf(index) {
    return document.querySelector(`button[data-cell="${index}"]`);
  }

  function duration(milliseconds) {
    return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  }

  function badges(cell) {
    const list = [make('span', { class: `badge ${cell.verdict}` }, cell.verdict)];
    if (!cell.expected) list.push(make('span', { class: 'badge unexpected' }, 'not as expected'));
    if (cell.expected && cell.known) list.push(make('span', { class: 'badge known' }, 'known'));
    if (cell.flaky) list.push(make('span', { class: 'badge flaky' }, 'flaky'));
    return make('p', { class: 'badges' }, ...list);
  }

  function known(cell) {
    if (!cell.known) return null;
    const { verdict, reason, link, position } = cell.known;
    const safe = link !== null && /^https?:\/\//i.test(link);
    const address = safe ? make('a', { href: link, rel: 'noopener noreferrer' }, link) : (link ?? '');
    return fact('Expected', `${verdict}: ${reason} (${position}) `, address);
  }

  /** The line that runs the cell again, and a button that copies it or, where the browser does not let it, selects it. */
  function replay(cell) {
    const code = make('code', { class: 'replay' }, cell.replay);
    const button = make('button', { class: 'copy' }, 'Copy');
    button.addEventListener('click', async () => {
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(cell.replay);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Selected';
      }
    });
    return fact('Run again', code, ' ', button);
  }

  /** How far the connection got: the stages before the one that was not completed were. */
  function stages(cell) {
    if (cell.verdict !== 'passed' && (cell.verdict !== 'failed' || cell.stage === null)) return null;
    const reached = cell.verdict === 'passed' ? STAGES.length : STAGES.indexOf(cell.stage);
    const shown = STAGES.filter((stage) => stage !== 'SRTP' || cell.stage === 'SRTP');
    const steps = shown.map((stage) => {
      const position = STAGES.indexOf(stage);
      const state = position < reached ? 'done' : position === reached ? 'stuck' : 'open';
      const words = { done: 'completed', stuck: 'not completed', open: 'not reached' };
      return make('li', { class: state, title: words[state] }, stage);
    });
    return make('ol', { class: 'stages', 'aria-label': 'Stages of the connection' }, ...steps);
  }

  function ended(end, otherwise) {
    const limit = end.timedOut ? ', time limit' : '';
    if (end.signal !== null) return `killed by ${end.signal}${limit}`;
    if (end.exitCode !== null) return `exit ${end.exitCode}${limit}`;
    return end.timedOut ? 'killed at the time limit' : otherwise;
  }

  function logOf(title, path) {
    if (path === null) return make('p', { class: 'log-title' }, `${title}: none`);
    const address = path.split('/').map(encodeURIComponent).join('/');
    const head = make('p', { class: 'log-title' }, `${title} `, make('a', { href: address }, 'file'));
    const log = Object.hasOwn(logs, path) ? logs[path] : null;
    if (log === null)
      return make('div', {}, head, make('p', { class: 'muted' }, 'Not in this page, to keep it small.'));
    if (log.text === '') return make('div', {}, head, make('p', { class: 'muted' }, 'It printed nothing.'));
    return make('div', {}, head, make('pre', { tabindex: '0', 'aria-label': title }, log.text));
  }

  /** What each side breaks of the standards; not a word about the verdict. */
  function notes(cell) {
    if (cell.notes.length === 0) return null;
    const items = cell.notes.map(({ side, rule, reference, text }) =>
      make('li', {}, make('b', {}, `${cell[side]} (${side}) `), text, make('small', {}, `${reference} · ${rule}`)),
    );
    return make('section', { class: 'cell-notes' }, make('h3', {}, 'Notes'), make('ul', {}, ...items));
  }

  function attempt(each, index, all) {
    const alive = each.verdict === 'broken' ? 'no exit status' : 'alive';
    const facts = make(
      'dl',
      {},
      all.length > 1 ? fact('Reason', each.reason) : null,
      all.length > 1 ? fact('Stage', each.stage) : null,
      fact('Took', duration(each.durationMs)),
      fact('Client', ended(each.client, 'not run')),
      fact('Server', ended(each.server, alive)),
    );
    const title = make(
      'summary',
      {},
      `Attempt ${index + 1} `,
      make('span', { class: `badge ${each.verdict}` }, each.verdict),
      each.direct ? make('span', { class: 'badge unsupported' }, 'bare path') : null,
    );
    const files = [wire(each), logOf('Client log', each.files.clientLog), logOf('Server log', each.files.serverLog)];
    const open = index === all.length - 1 || all[index + 1]?.verdict !== each.verdict;
    return make('details', open ? { open: '' } : {}, title, facts, ...files);
  }

  function show(index) {
    const cell = cells[index];
    const about = cases.find((each) => each.name === cell.case);
    buttonOf(open)?.classList.remove('open');
    buttonOf(index)?.classList.add('open');
    open = index;
    const close = make('button', { class: 'close', 'aria-label': 'Close (Esc)' }, '×');
    close.addEventListener('click', () => hide());
    const title = make('h2', { id: 'panel-title', tabindex: '-1' });
    title.append(make('b', {}, cell.server), ' ← ', make('b', {}, cell.client));
    const pair = make(
      'p',
      { class: 'muted' },
      `${cell.server} is the server, ${cell.client} the client. ${about?.title ?? ''}`,
    );
    const facts = make(
      'dl',
      {},
      fact('Reason', cell.reason),
      replay(cell),
      known(cell),
      fact('Stage', cell.stage),
      fact('Blame', cell.blame),
      fact('Took', duration(cell.durationMs)),
      fact('Standard', about?.spec.length ? about.spec.join(', ') : null),
    );
    const parts = [
      make('p', { class: 'overline' }, cell.case),
      title,
      badges(cell),
      pair,
      stages(cell),
      facts,
      notes(cell),
    ];
    panel.replaceChildren(close, ...parts.filter((part) => part !== null), ...cell.attempts.map(attempt));
    panel.hidden = false;
    panel.scrollTop = 0;
    document.body.classList.add('with-panel');
    buttonOf(index)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    title.focus({ preventScroll: true });
  }

  function hide() {
    if (open < 0) return;
    const button = buttonOf(open);
    button?.classList.remove('open');
    open = -1;
    panel.hidden = true;
    document.body.classList.remove('with-panel');
    history.replaceState(null, '', location.pathname + location.search);
    button?.focus({ preventScroll: true });
  }

  /** Arrow keys walk through a grid, over places where nothing was run. */
  function neighbour(button, key) {
    const td = button.parentElement;
    const rows = [...td.closest('tbody').rows];
    let row = rows.indexOf(td.parentElement);
    let column = td.cellIndex;
    for (;;) {
      row += key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
      column += key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = rows[row]?.cells[column];
      if (next === undefined || next.tagName !== 'TD') return null;
      const found = next.querySelector('button');
      if (found !== null) return found;
    }
  }

  function followHash() {
    let index = hashes.get(location.hash);
    if (index === undefined) {
      // The same names, encoded by another hand.
      try {
        const wanted = location.hash
          .slice(1)
          .split('/')
          .map((part) => encodeURIComponent(decodeURIComponent(part)));
        index = hashes.get(`#${wanted.join('/')}`);
      } catch {
        index = undefined;
      }
    }
    if (index === undefined) {
      hide();
      return;
    }
    show(index);
    buttonOf(index)?.scrollIntoView({ block: 'center', inline: 'center' });
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-cell]');
    if (button === null) return;
    const index = Number(button.dataset.cell);
    history.replaceState(null, '', hashOf(cells[index]));
    show(index);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    const button = event.target.closest?.('button[data-cell]');
    if (!button || !event.key.startsWith('Arrow') || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = neighbour(button, event.key);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  });
  document.getElementById('only-to-see')?.addEventListener('change', (event) => {
    document.body.classList.toggle('only-to-see', event.target.checked);
  });
  window.addEventListener('hashchange', followHash);
  if (location.hash.includes('/')) followHash();
})();
