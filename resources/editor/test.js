// @ts-check
/**
 * "Test connection" in the dialogs of connections: sends what stands in the form to the runtime, which tries it, and shows what
 * works and what to do about the rest.
 */
(function (window, RED, $) {
  if (window.supervisionTest) return;

  var marks = { ok: 'fa-check', failed: 'fa-times', unknown: 'fa-question', 'not-reached': 'fa-minus' };
  /** What the runtime refuses to test, and why, in the catalogue. */
  var refusals = ['retype', 'not-deployed', 'busy'];

  $('<style>')
    .text(
      '.supervision-test { margin: 12px 0; padding-top: 12px; border-top: 1px solid var(--red-ui-secondary-border-color); }' +
        '.supervision-test-result { margin-top: 8px; }' +
        '.supervision-test-result ul { list-style: none; margin: 6px 0 0; }' +
        '.supervision-test-result li { display: flex; gap: 8px; padding: 5px 0; border-bottom: 1px solid var(--red-ui-secondary-border-color); }' +
        '.supervision-test-result li > i { width: 16px; text-align: center; line-height: 20px; }' +
        '.supervision-test-result li > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }' +
        '.supervision-test-result .supervision-said { color: var(--red-ui-secondary-text-color); }' +
        '.supervision-test-ok > i { color: var(--red-ui-text-color-success); }' +
        '.supervision-test-failed > i { color: var(--red-ui-text-color-error); }' +
        '.supervision-test-unknown > i { color: var(--red-ui-text-color-warning); }' +
        '.supervision-test-not-reached { color: var(--red-ui-secondary-text-color); }' +
        '.supervision-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }',
    )
    .appendTo('head');

  function text(key, values) {
    return window.supervisionForm.text(key, values);
  }

  function input(name) {
    return $('#node-config-input-' + name);
  }

  /** The form's value; the node's own where the form has no field for it. */
  function valueOf(node, name) {
    var field = input(name);
    if (field.length === 0) return node[name];
    if (field.is('[type="checkbox"]')) return field.prop('checked');
    var value = field.val();
    return value === null || value === '_ADD_' ? '' : value;
  }

  function typed(node) {
    var properties = {};
    Object.keys(node._def.defaults).forEach(function (name) {
      var value = valueOf(node, name);
      if (value !== undefined) properties[name] = value;
    });
    // A box that is not ticked hides the select of these two, and wins.
    [
      ['tls', 'useTls'],
      ['proxy', 'useProxy'],
    ].forEach(function (pair) {
      if (input(pair[1]).length > 0 && !input(pair[1]).prop('checked')) properties[pair[0]] = '';
    });
    var credentials = {};
    Object.keys(node._def.credentials || {}).forEach(function (name) {
      credentials[name] = String(input(name).val() || '');
    });
    return { type: node.type, id: node.id, properties: properties, credentials: credentials };
  }

  function row(check) {
    var body = $('<div>').append($('<strong>').text(text('test.check.' + check.key)));
    $('<span class="supervision-unseen">')
      .text(text('test.unseen', { state: text('test.state.' + check.state) }))
      .appendTo(body);
    $('<div>').text(text(check.text.key, check.text.values)).appendTo(body);
    if (check.message) $('<div class="supervision-said">').text(check.message).appendTo(body);
    return $('<li>')
      .addClass('supervision-test-' + check.state)
      .attr('data-check', check.key)
      .append($('<i class="fa" aria-hidden="true">').addClass(marks[check.state]))
      .append(body);
  }

  function show(result, answer) {
    result.empty();
    $('<div>')
      .text(text('test.about.' + answer.about, { connection: answer.connection }))
      .appendTo(result);
    $('<ul>').append(answer.checks.map(row)).appendTo(result);
  }

  function complain(result, request) {
    var code = request.responseJSON && request.responseJSON.code;
    var said =
      refusals.indexOf(code) >= 0
        ? text('test.refused.' + code)
        : window.supervisionForm.complaint(request, 'test.noPermission', 'test.noAnswer');
    result.empty().append($('<div class="supervision-test-failed">').text(said));
  }

  window.supervisionTest = {
    /** Adds the button to the dialog of this connection. */
    prepare: function (node) {
      var form = input('url').closest('.supervision-form');
      if (form.length === 0 || form.find('.supervision-test').length > 0) return;
      var request = null;
      var button = $('<button type="button" class="red-ui-button supervision-test-button">').text(text('test.button'));
      var result = $('<div class="supervision-test-result" role="status" aria-live="polite">');
      var part = $('<div class="supervision-test">').append(button).append(result).appendTo(form);
      if (!RED.user.hasPermission('call-supervision.write')) {
        button.prop('disabled', true).attr('title', text('test.noPermission'));
      }

      button.on('click', function () {
        button.prop('disabled', true).text(text('test.running'));
        result.empty();
        request = $.ajax({
          url: 'call-supervision/test',
          method: 'POST',
          contentType: 'application/json',
          data: JSON.stringify(typed(node)),
        })
          .done(function (answer) {
            show(result, answer);
          })
          .fail(function (failed, status) {
            if (status !== 'abort') complain(result, failed);
          })
          .always(function () {
            request = null;
            button.prop('disabled', false).text(text('test.button'));
            // In a tall form what came of it would be below the edge.
            if (part[0].scrollIntoView) part[0].scrollIntoView({ block: 'nearest' });
          });
      });

      // What was found is about what stood in the form then.
      form.on('input change', function () {
        if (request) request.abort();
        result.empty();
      });
      RED.events.on('editor:close', function stop() {
        RED.events.off('editor:close', stop);
        if (request) request.abort();
      });
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).RED, /** @type {any} */ (window).$);
