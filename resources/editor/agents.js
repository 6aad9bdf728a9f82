// @ts-check
/**
 * Finding an agent in the dialogs of actions: a button beside the field, a search on the platform behind the chosen connection, and
 * a list to choose from. The deployed connection is asked, so it must be up.
 */
(function (window, $) {
  if (window.supervisionAgents) return;

  /** A pause in typing so long starts a search. */
  var pauseMs = 300;
  /** Why one cannot search, in the catalogue. */
  var reasons = ['not-deployed', 'cannot-list', 'not-connected'];

  $('<style>')
    .text(
      '.supervision-find { margin-left: 4px; width: 34px; height: 34px; padding: 0; }' +
        '.supervision-found { margin: 4px 0 0 194px; width: calc(100% - 200px); }' +
        '.supervision-form .supervision-found input[type="text"] { width: 100%; box-sizing: border-box; }' +
        '.supervision-found ul { list-style: none; margin: 4px 0 0; max-height: 200px; overflow-y: auto; border: 1px solid var(--red-ui-secondary-border-color); }' +
        '.supervision-found ul:empty { display: none; }' +
        '.supervision-found li { padding: 4px 8px; cursor: pointer; overflow-wrap: anywhere; }' +
        '.supervision-found li:hover, .supervision-found li[aria-selected="true"] { background: var(--red-ui-list-item-background-selected, #ddd); }' +
        '.supervision-found small { color: var(--red-ui-secondary-text-color); margin-left: 6px; }' +
        '.supervision-found p { margin: 4px 0 0; color: var(--red-ui-secondary-text-color); }',
    )
    .appendTo('head');

  function text(key, values) {
    return window.supervisionForm.text(key, values);
  }

  function chosenConnection() {
    var platform = $('#node-input-platform').find('option:selected').val();
    var id = $('#node-input-' + platform).val();
    return id && id !== '_ADD_' ? String(id) : '';
  }

  function ask(query) {
    return $.ajax({ url: 'call-supervision/agents', method: 'GET', data: query, cache: false });
  }

  /** Why nobody can search there, or what went wrong. */
  function complaint(request) {
    var code = request.responseJSON && request.responseJSON.code;
    return reasonOf(code) || window.supervisionForm.complaint(request, 'picker.noPermission', 'picker.noAnswer');
  }

  function reasonOf(code) {
    return reasons.indexOf(code) >= 0 ? text('picker.' + code) : '';
  }

  /** The list under the search field: what is in it, and which entry the keys are on. */
  function List(list, search, choose) {
    var at = -1;
    function mark(index) {
      var options = list.children();
      options.attr('aria-selected', 'false');
      at = options.length === 0 ? -1 : (index + options.length) % options.length;
      if (at < 0) {
        search.removeAttr('aria-activedescendant');
        return;
      }
      var option = options.eq(at).attr('aria-selected', 'true');
      search.attr('aria-activedescendant', option.attr('id'));
      option[0].scrollIntoView({ block: 'nearest' });
    }
    return {
      show: function (agents) {
        list.empty();
        agents.forEach(function (agent, index) {
          var others = agent.names.filter(function (name) {
            return agent.label.indexOf(name) < 0;
          });
          $('<li role="option">')
            .attr('id', 'supervision-found-' + index)
            .data('value', agent.value)
            .append($('<span>').text(agent.label))
            .append($('<small>').text(others.join(', ')))
            .on('mousedown', function (event) {
              event.preventDefault();
              choose(agent.value);
            })
            .appendTo(list);
        });
        search.attr('aria-expanded', agents.length > 0 ? 'true' : 'false');
        mark(agents.length > 0 ? 0 : -1);
      },
      down: function () {
        mark(at + 1);
      },
      up: function () {
        mark(at - 1);
      },
      take: function () {
        if (at >= 0) choose(list.children().eq(at).data('value'));
      },
    };
  }

  window.supervisionAgents = {
    /** Adds the search to the agent's row of the dialog that is open. */
    prepare: function () {
      var agent = $('#node-input-agent');
      var row = agent.closest('.form-row');
      if (agent.length === 0 || row.find('.supervision-find').length > 0) return;
      agent.typedInput('width', 'calc(100% - 238px)');

      var button = $('<button type="button" class="red-ui-button supervision-find" aria-expanded="false">')
        .attr('aria-label', text('picker.button'))
        .append('<i class="fa fa-search" aria-hidden="true"></i>')
        .appendTo(row);
      var panel = $('<div class="supervision-found">').hide().appendTo(row);
      var search = $('<input type="text" role="combobox" autocomplete="off" aria-expanded="false">')
        .attr({
          'aria-label': text('picker.search'),
          'aria-controls': 'supervision-found-list',
          'aria-autocomplete': 'list',
          placeholder: text('picker.placeholder'),
        })
        .appendTo(panel);
      var listed = $('<ul role="listbox" id="supervision-found-list">')
        .attr('aria-label', text('picker.list'))
        .appendTo(panel);
      var said = $('<p role="status" aria-live="polite">').appendTo(panel);
      var why = $('<div class="supervision-found supervision-find-why">')
        .append('<p role="status">')
        .hide()
        .appendTo(row);
      var list = List(listed, search, choose);

      var timer = 0;
      var asked = 0;

      function close(focus) {
        window.clearTimeout(timer);
        asked += 1;
        panel.hide();
        button.attr('aria-expanded', 'false');
        if (focus) button.trigger('focus');
      }

      function choose(value) {
        agent.typedInput('type', 'str');
        agent.typedInput('value', value);
        close(true);
      }

      function find() {
        var mine = (asked += 1);
        said.text(text('picker.searching'));
        ask({ connection: chosenConnection(), q: String(search.val()) })
          .done(function (answer) {
            if (mine !== asked) return;
            list.show(answer.agents);
            said.text(answer.agents.length === 0 ? text('picker.none') : '');
          })
          .fail(function (request) {
            if (mine !== asked) return;
            list.show([]);
            said.text(complaint(request));
          });
      }

      /** One can search, or why not. What nobody has chosen yet needs no sentence. */
      function allow(reason, quiet) {
        button.prop('disabled', reason !== '').attr('title', reason || text('picker.button'));
        why
          .toggle(reason !== '' && !quiet)
          .find('p')
          .text(reason);
      }

      /** Whether one can search with the connection that is chosen now. */
      function look() {
        close(false);
        var connection = chosenConnection();
        var mine = asked;
        allow(text(connection ? 'picker.looking' : 'picker.noConnection'), true);
        if (!connection) return;
        ask({ connection: connection })
          .done(function (answer) {
            if (mine === asked) allow(answer.can ? '' : reasonOf(answer.code) || answer.message);
          })
          .fail(function (request) {
            if (mine === asked) allow(complaint(request));
          });
      }

      button.on('click', function () {
        if (panel.is(':visible')) {
          close(true);
          return;
        }
        panel.show();
        button.attr('aria-expanded', 'true');
        list.show([]);
        search.val('').trigger('focus');
        find();
      });

      search.on('input', function () {
        window.clearTimeout(timer);
        timer = window.setTimeout(find, pauseMs);
      });
      search.on('keydown', function (event) {
        var act = { ArrowDown: list.down, ArrowUp: list.up, Enter: list.take, Escape: close.bind(null, true) }[
          event.key
        ];
        if (!act) return;
        // The dialog has keys of its own, which would close it.
        event.preventDefault();
        event.stopPropagation();
        act();
      });

      $('.supervision-platform select, .supervision-connection input, .supervision-connection select').on(
        'change',
        look,
      );
      look();
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).$);
