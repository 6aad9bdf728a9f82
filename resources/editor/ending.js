// @ts-check
/** Ending supervisions from the tab Supervision: it asks first, and says what could not be ended. */
(function (window, RED, $) {
  if (window.supervisionEnding) return;

  /** Supervisions that are being ended, by id. */
  var underWay = {};

  function text(key, values) {
    return window.supervisionForm.text(key, values);
  }

  function confirm(question, act, go) {
    var notification = RED.notify($('<p>').text(question), {
      modal: true,
      fixed: true,
      type: 'warning',
      buttons: [
        {
          text: text('board.keep'),
          class: 'supervision-keep',
          click: function () {
            notification.close();
          },
        },
        {
          text: act,
          class: 'primary supervision-end',
          click: function () {
            notification.close();
            go();
          },
        },
      ],
    });
    // Enter must not end anything by itself.
    $(notification).find('.supervision-keep').trigger('focus');
  }

  function post(path, data) {
    return $.ajax({
      url: 'call-supervision/' + path,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(data),
    });
  }

  function say(failure) {
    RED.notify($('<p>').text(failure), { type: 'error', timeout: 10000 });
  }

  function failed(request) {
    say(window.supervisionForm.complaint(request, 'board.mayNotEnd', 'board.noAnswer'));
  }

  window.supervisionEnding = {
    isAllowed: function () {
      return RED.user.hasPermission('call-supervision.write');
    },

    isUnderWay: function (id) {
      return !!underWay[id];
    },

    /**
     * Ends one, if that is confirmed.
     *
     * @param {{ id: string, agent: string }} supervision
     * @param {() => void} changed it is being ended, or that is over
     */
    one: function (supervision, changed) {
      confirm(text('board.confirmEnd', { agent: supervision.agent }), text('board.end'), function () {
        underWay[supervision.id] = true;
        changed();
        post('end', { id: supervision.id })
          .fail(failed)
          .always(function () {
            delete underWay[supervision.id];
            changed();
          });
      });
    },

    /**
     * Ends all, if that is confirmed.
     *
     * @param {number} running how many there are
     * @param {() => void} begun
     * @param {() => void} over
     */
    all: function (running, begun, over) {
      var question = text(running === 1 ? 'board.confirmEndLast' : 'board.confirmEndAll', { count: String(running) });
      confirm(question, text('board.endAll'), function () {
        begun();
        post('end-all', {})
          .done(function (answer) {
            answer.failed.forEach(function (each) {
              say((each.connection ? each.connection + ': ' : '') + each.message);
            });
          })
          .fail(failed)
          .always(over);
      });
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).RED, /** @type {any} */ (window).$);
