// @ts-check
/** The platforms: which there are, what one of them cannot do, and the part of a dialog where one of them is chosen. */
(function (window, RED, $) {
  if (window.supervisionPlatforms) return;

  var platforms = ['genesys', 'voipnow', 'huawei', 'finesse'];
  var users = [
    'supervision-listen',
    'supervision-coach',
    'supervision-barge-in',
    'supervision-insert',
    'supervision-cancel',
    'supervision-events',
  ];
  /** Modes a platform never has. What depends on a server's version is left to the runtime. */
  var missing = { finesse: { coach: 'noCoach' } };
  /** Only here the supervisor is rung by extension; elsewhere the connection's own user is the supervisor. */
  var ringsSupervisor = { voipnow: true };

  function text(key, values) {
    return window.supervisionForm.text(key, values);
  }

  function input(name) {
    return window.supervisionForm.input(name);
  }

  function value(node, name) {
    return window.supervisionForm.value(node, name);
  }

  function isAvailable(platform) {
    return !!RED.nodes.getType(platform + '-connection');
  }

  function reasonAgainst(platform, mode) {
    if (!isAvailable(platform)) return 'notAvailable';
    return (missing[platform] && missing[platform][mode]) || '';
  }

  /** Cancelling what the message names needs neither a platform nor a connection. */
  function needsConnection(node) {
    return value(node, 'what') !== 'message';
  }

  // A dialog logs every property whose config type the editor does not know, before any code of the node runs. A platform whose
  // connection node was disabled is no mistake: its type steps aside until the dialog's fields are built.
  var aside = [];

  function bringBack() {
    aside.splice(0).forEach(function (entry) {
      entry.property.type = entry.type;
    });
  }

  RED.events.on('editor:open', function () {
    bringBack();
    users.forEach(function (user) {
      var definition = RED.nodes.getType(user);
      if (!definition) return;
      platforms.forEach(function (platform) {
        var property = definition.defaults[platform];
        if (!property.type || isAvailable(platform)) return;
        aside.push({ property: property, type: property.type });
        delete property.type;
      });
    });
  });

  RED.events.on('editor:close', bringBack);

  /** The config nodes a select offers, without its "add new" and "none" entries. */
  function choices(platform) {
    return input(platform)
      .find('option')
      .map(function () {
        return $(this).val();
      })
      .get()
      .filter(function (id) {
        return id && id !== '_ADD_';
      });
  }

  /** Where there is only one connection, nobody needs to choose it. */
  function preselect(platform) {
    var ids = choices(platform);
    if (ids.length === 1) input(platform).val(ids[0]).trigger('change');
  }

  window.supervisionPlatforms = {
    names: platforms,
    isAvailable: isAvailable,
    needsConnection: needsConnection,

    /** The platform that is chosen now. */
    chosen: function (node) {
      return value(node, 'platform');
    },

    /** Whether the supervisor is a telephone that the platform is told to ring. */
    ringsSupervisor: function (node) {
      return !!ringsSupervisor[value(node, 'platform')];
    },

    /** Why this platform cannot be chosen for this mode, as a word of the catalogue; empty: it can. */
    reasonAgainst: reasonAgainst,

    /**
     * Fills the select of platforms, and preselects in a new node what there is.
     *
     * @param {any} node
     * @param {string} mode what the node asks of a platform (listen, coach, barge); empty: nothing that one cannot do
     * @param {() => void} changed another platform was chosen
     */
    prepare: function (node, mode, changed) {
      bringBack();
      var select = input('platform').empty();
      platforms.forEach(function (platform) {
        var name = text('platform.' + platform);
        var against = reasonAgainst(platform, mode);
        $('<option>')
          .val(platform)
          .prop('disabled', against !== '')
          .text(against ? text('option.' + against, { platform: name }) : name)
          .appendTo(select);
      });
      select.val(node.platform);

      var isNew = platforms.every(function (platform) {
        return !node[platform];
      });
      if (isNew) {
        var usable = platforms.filter(function (platform) {
          return !reasonAgainst(platform, mode) && choices(platform).length > 0;
        });
        if (usable.length > 0 && usable.indexOf(node.platform) < 0) select.val(usable[0]);
        platforms.forEach(preselect);
      }
      var before = value(node, 'platform');
      select.on('change', function () {
        var platform = value(node, 'platform');
        if (platform !== before) preselect(platform);
        before = platform;
        changed();
      });
    },

    /** Shows the select of the chosen platform's connections, where one is needed, and no other. */
    showRows: function (node) {
      var platform = value(node, 'platform');
      var asks = needsConnection(node);
      $('.supervision-platform').toggle(asks);
      $('.supervision-connection').each(function () {
        $(this).toggle(asks && $(this).attr('data-platform') === platform);
      });
    },

    /** The connections of the other platforms are let go, so that they can be deleted without a warning. */
    save: function (node) {
      var chosen = needsConnection(node) ? value(node, 'platform') : '';
      platforms.forEach(function (platform) {
        if (platform === chosen) return;
        var field = input(platform);
        field.val(field.is('select') ? '_ADD_' : '');
      });
    },

    /** What a node is called: its name, else the verb and where it goes. */
    label: function (node, verb) {
      if (node.name) return node.name;
      var connection = needsConnection(node) ? RED.nodes.node(node[node.platform]) : null;
      return connection ? verb + ' [' + RED.utils.getNodeLabel(connection, connection.id) + ']' : verb;
    },

    /** `mode`: as for `prepare`. */
    check: function (mode) {
      return window.supervisionForm.validator(function (node, v) {
        if (!needsConnection(node)) return true;
        var chosen = v || value(node, 'platform');
        if (platforms.indexOf(chosen) < 0) return text('check.platform');
        var against = reasonAgainst(chosen, mode);
        return against ? text('check.' + against, { platform: text('platform.' + chosen) }) : true;
      });
    },

    checkConnection: function (platform) {
      return window.supervisionForm.validator(function (node, v) {
        if (!needsConnection(node) || value(node, 'platform') !== platform || !isAvailable(platform)) return true;
        if (!v || v === '_ADD_') return text('check.connection');
        var connection = RED.nodes.node(v);
        if (!connection) return text('check.connectionGone');
        return connection.valid === false ? text('check.connectionInvalid') : true;
      });
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).RED, /** @type {any} */ (window).$);
