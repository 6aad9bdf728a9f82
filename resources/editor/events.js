// @ts-check
/** The dialog of the node that tells what happens. */
(function (window, $) {
  if (window.supervisionEvents) return;

  var eventTypes = [
    'call.started',
    'call.answered',
    'call.held',
    'call.resumed',
    'call.transferred',
    'call.ended',
    'agent.state',
    'supervision.accepted',
    'supervision.armed',
    'supervision.ringing',
    'supervision.active',
    'supervision.switched',
    'supervision.ended',
    'supervision.failed',
    'supervision.unknown',
    'connection.up',
    'connection.down',
  ];

  // The other files come after this one, so they are looked up when they are needed.
  function form() {
    return window.supervisionForm;
  }

  function platforms() {
    return window.supervisionPlatforms;
  }

  window.supervisionEvents = {
    prepare: function (node) {
      form().open(node);
      platforms().prepare(node, '', function () {
        platforms().showRows(node);
      });
      var chosen = node.types || [];
      var list = $('.supervision-events-list').empty();
      eventTypes.forEach(function (type) {
        $('<label>')
          .append(
            $('<input type="checkbox">')
              .val(type)
              .prop('checked', chosen.indexOf(type) >= 0),
          )
          .append(document.createTextNode(form().text('event.' + type)))
          .appendTo(list);
      });
      form()
        .input('agentList')
        .val((node.agents || []).join(', '));
      platforms().showRows(node);
    },

    save: function (node) {
      platforms().save(node);
      node.types = $('.supervision-events-list input:checked')
        .map(function () {
          return $(this).val();
        })
        .get();
      node.agents = form().entries(form().input('agentList').val());
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).$);
