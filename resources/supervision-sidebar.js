// @ts-check
/**
 * The tab "Supervision" of the editor's sidebar: who is on whom, what was refused lately, and how the connections stand. It asks and
 * listens only while it is seen.
 *
 * Loaded by supervision-events alone, whose catalogue has its texts: when the package is installed while the editor is open, the
 * catalogues come one by one.
 */
(function (window, RED, $) {
  if (window.supervisionSidebar) return;
  window.supervisionSidebar = true;

  var catalog = '@call-supervision/node-red/supervision-events:';
  var topic = 'call-supervision/changed';
  var dots = { connected: 'green', connecting: 'yellow', disconnected: 'red', refused: 'red', unused: 'grey' };
  var phaseDots = { active: 'green', armed: 'yellow', unknown: 'yellow', ringing: 'blue' };

  $('<style>')
    .text(
      '.supervision-board { height: 100%; display: flex; flex-direction: column; }' +
        '.supervision-board-head { display: flex; gap: 8px; align-items: center; padding: 8px 10px; border-bottom: 1px solid var(--red-ui-secondary-border-color); }' +
        '.supervision-board-head > span { flex: 1; }' +
        '.supervision-board-body { flex: 1; overflow-y: auto; padding: 0 10px 10px; }' +
        '.supervision-board-body h4 { margin: 14px 0 4px; font-size: 13px; font-weight: bold; }' +
        '.supervision-board-body ul { list-style: none; margin: 0; }' +
        '.supervision-board-body li { display: flex; gap: 8px; padding: 6px 0; border-bottom: 1px solid var(--red-ui-secondary-border-color); }' +
        '.supervision-board-body li > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }' +
        '.supervision-board-body small { display: block; color: var(--red-ui-secondary-text-color); }' +
        '.supervision-board-body p { color: var(--red-ui-secondary-text-color); margin: 4px 0; }' +
        '.supervision-board-problem:empty { display: none; }' +
        '.supervision-board-problem { padding: 8px 10px; color: var(--red-ui-text-color-error); }' +
        '.supervision-dot { flex: none; width: 9px; height: 9px; margin-top: 6px; border-radius: 50%; }' +
        '.supervision-since { float: right; margin-left: 8px; font-variant-numeric: tabular-nums; color: var(--red-ui-secondary-text-color); }',
    )
    .appendTo('head');

  function text(key, values) {
    return RED._(catalog + key, values);
  }

  var problem = $('<div class="supervision-board-problem" role="alert">');
  var body = $('<div class="supervision-board-body">');
  var count = $('<span role="status">');
  var all = $('<button type="button" class="red-ui-button red-ui-button-small">').text(text('board.endAll'));
  var content = $('<div class="supervision-board">')
    .append($('<div class="supervision-board-head">').append(count).append(all))
    .append(problem)
    .append(body);

  var seen = false;
  var reading = false;
  var missed = false;
  var ticking = 0;
  /** How much later it is at the runtime than here. */
  var ahead = 0;
  var running = 0;

  function mayEnd() {
    return window.supervisionEnding.isAllowed();
  }

  // ---- reading ----

  function read() {
    if (!seen) return;
    if (reading) {
      missed = true;
      return;
    }
    reading = true;
    missed = false;
    $.ajax({ url: 'call-supervision/board', method: 'GET', cache: false })
      .done(function (board) {
        problem.text('');
        ahead = Date.parse(board.now) - Date.now();
        show(board);
      })
      .fail(function (request) {
        problem.text(window.supervisionForm.complaint(request, 'board.noPermission', 'board.noAnswer'));
      })
      .always(function () {
        reading = false;
        if (missed) read();
      });
  }

  // ---- showing ----

  function show(board) {
    var focused = $(document.activeElement).attr('data-supervision');
    running = board.supervisions.length;
    count.text(text(running === 1 ? 'board.one' : 'board.count', { count: String(running) }));
    all.prop('disabled', running === 0 || !mayEnd()).attr('title', mayEnd() ? '' : text('board.mayNotEnd'));
    body.empty().append(supervisions(board)).append(connections(board)).append(refusals(board));
    tick();
    if (focused) {
      body
        .find('button')
        .filter(function () {
          return $(this).attr('data-supervision') === focused;
        })
        .trigger('focus');
    }
  }

  function part(title, rows, empty) {
    var section = $('<section>').append($('<h4>').text(title));
    return section.append(rows.length > 0 ? $('<ul>').append(rows) : $('<p>').text(empty));
  }

  function entry(colour, since, title) {
    var inner = $('<div>');
    if (since) $('<span class="supervision-since">').attr('data-since', since).appendTo(inner);
    inner.append($('<strong>').text(title));
    var dot = $('<span class="supervision-dot" aria-hidden="true">').css(
      'background',
      'var(--red-ui-node-status-colors-' + colour + ')',
    );
    return { row: $('<li>').append(dot).append(inner), inner: inner };
  }

  function line(inner, said) {
    if (said) $('<small>').text(said).appendTo(inner);
  }

  function where(platform, connection) {
    return text('platform.' + platform) + (connection ? ' · ' + connection : '');
  }

  function supervisions(board) {
    var rows = board.supervisions.map(function (each) {
      var since = each.activeAt || each.acceptedAt || each.requestedAt;
      var shown = entry(phaseDots[each.phase] || 'blue', since, each.agent);
      shown.inner.append(document.createTextNode(' · ' + text('mode.' + each.mode)));
      line(shown.inner, text('status.' + each.phase) + ' · ' + text('board.by', { supervisor: each.supervisor }));
      line(shown.inner, where(each.platform, each.connection));
      line(shown.inner, each.evidence);
      if (each.error) line(shown.inner, each.error.message);
      $('<button type="button" class="red-ui-button red-ui-button-small">')
        .attr({ 'data-supervision': each.id, 'aria-label': text('board.endOf', { agent: each.agent }) })
        .attr('title', mayEnd() ? '' : text('board.mayNotEnd'))
        .prop('disabled', !mayEnd() || window.supervisionEnding.isUnderWay(each.id))
        .text(text(window.supervisionEnding.isUnderWay(each.id) ? 'board.ending' : 'board.end'))
        .on('click', function () {
          window.supervisionEnding.one(each, read);
        })
        .appendTo(shown.row);
      return shown.row.attr('data-phase', each.phase);
    });
    return part(text('board.supervisions'), rows, text(board.connections.length > 0 ? 'board.nobody' : 'board.begin'));
  }

  function connections(board) {
    var rows = board.connections.map(function (each) {
      var shown = entry(dots[each.state] || 'grey', each.since, each.name || text('platform.' + each.platform));
      line(shown.inner, text('platform.' + each.platform) + ' · ' + text('board.state.' + each.state));
      if (each.error) line(shown.inner, each.error.message);
      return shown.row.attr('data-state', each.state);
    });
    return part(text('board.connections'), rows, text('board.noConnections'));
  }

  function refusals(board) {
    var rows = board.refusals.map(function (each) {
      var shown = entry('red', '', each.agent);
      var at = new Date(each.at);
      $('<span class="supervision-since">')
        .text(at.toLocaleTimeString())
        .attr('title', at.toLocaleString())
        .prependTo(shown.inner);
      shown.inner.append(
        document.createTextNode(' · ' + text('mode.' + each.mode) + ' · ' + text('status.' + each.code)),
      );
      line(shown.inner, each.message);
      line(shown.inner, where(each.platform, each.connection));
      return shown.row;
    });
    return part(text('board.refusals'), rows, text('board.noRefusals'));
  }

  // ---- time ----

  function twoDigits(number) {
    return (number < 10 ? '0' : '') + number;
  }

  function lasting(ms) {
    var seconds = Math.max(0, Math.floor(ms / 1000));
    var hours = Math.floor(seconds / 3600);
    if (hours >= 24) return text('board.days', { days: String(Math.floor(hours / 24)) });
    var minutes = Math.floor(seconds / 60) % 60;
    return (hours > 0 ? hours + ':' + twoDigits(minutes) : minutes) + ':' + twoDigits(seconds % 60);
  }

  function tick() {
    var now = Date.now() + ahead;
    body.find('.supervision-since').each(function () {
      var since = Date.parse($(this).attr('data-since') || '');
      if (isNaN(since)) return;
      $(this)
        .text(lasting(now - since))
        .attr('title', new Date(since).toLocaleString());
    });
  }

  all.on('click', function () {
    window.supervisionEnding.all(
      running,
      function () {
        all.prop('disabled', true);
      },
      read,
    );
  });

  // ---- being seen ----

  function look(visible) {
    if (visible === seen) return;
    seen = visible;
    if (seen) {
      RED.comms.subscribe(topic, read);
      ticking = window.setInterval(tick, 1000);
      read();
    } else {
      RED.comms.unsubscribe(topic, read);
      window.clearInterval(ticking);
    }
  }

  var inView = false;
  new window.IntersectionObserver(function (entries) {
    inView = entries[entries.length - 1].isIntersecting;
    look(inView && document.visibilityState !== 'hidden');
  }).observe(content[0]);
  document.addEventListener('visibilitychange', function () {
    look(inView && document.visibilityState !== 'hidden');
  });
  // The editor was away from the runtime, and whatever was told meanwhile is lost.
  if (RED.comms.on) RED.comms.on('connect', read);

  RED.sidebar.addTab({
    id: 'call-supervision',
    label: text('board.tab'),
    name: text('board.tab'),
    iconClass: 'fa fa-headphones',
    content: content,
    enableOnEdit: true,
    pinned: true,
  });
})(/** @type {any} */ (window), /** @type {any} */ (window).RED, /** @type {any} */ (window).$);
