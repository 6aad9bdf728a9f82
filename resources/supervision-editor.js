// @ts-check
/**
 * What the edit dialogs of all nodes share. Loaded by each node's HTML before its own script; the first one wins.
 * Texts that are the same everywhere live once, in the catalog of supervision-events.
 */
(function (window, RED, $) {
  if (window.supervisionEditor) return;

  var catalog = '@call-supervision/node-red/supervision-events:';
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

  /** What an address of Finesse's notification service begins with, by the way the connection takes. */
  var notificationAddresses = [
    { way: 'websocket', address: /^wss?:\/\/[^\s/?#]+/i },
    { way: 'bosh', address: /^https?:\/\/[^\s/?#]+/i },
    { way: 'tcp', address: /^xmpps?:\/\/[^\s/?#]+/i },
  ];

  var ports = ['genesysPort', 'voipnowPort', 'huaweiPort', 'finessePort', 'finesseXmppPort'];
  /** Finesse has one for requests and one for events. */
  var together = { finessePort: 'finesseXmppPort', finesseXmppPort: 'finessePort' };

  /** The id of the node whose dialog is open: only its validators may read the form. */
  var editing = '';
  /** The same of a connection, whose dialog may lie over that of a node. */
  var editingConnection = '';

  function text(key, values) {
    return RED._(catalog + key, values);
  }

  function input(name, prefix) {
    return $('#' + (prefix || 'node-input') + '-' + name);
  }

  /** What the form says while the node is being edited, else what the node says. */
  function value(node, name) {
    var field = editing === node.id ? input(name) : [];
    if (field.length === 0) return node[name];
    // jQuery hides the value of an option that is disabled, and a platform that is chosen may not be available here.
    return field.is('select') ? field.find('option:selected').val() : field.val();
  }

  /** As `value`, for a connection. */
  function setting(node, name) {
    var field = editingConnection === node.id ? input(name, 'node-config-input') : [];
    if (field.length === 0) return node[name];
    return field.is('[type="checkbox"]') ? field.prop('checked') : field.val();
  }

  function configType(platform) {
    return platform + '-connection';
  }

  function isAvailable(platform) {
    return !!RED.nodes.getType(configType(platform));
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

  RED.events.on('editor:close', function () {
    bringBack();
    editing = '';
    editingConnection = '';
  });

  $('<style>')
    .text(
      '.supervision-form .form-row > label:first-child { width: 190px; }' +
        '.supervision-form .form-row > label.supervision-check { width: auto; }' +
        '.supervision-form .form-row > input[type="text"], .supervision-form .form-row > input[type="password"],' +
        '.supervision-form .form-row > select { width: calc(100% - 200px); }' +
        '.supervision-form .form-row > input[type="number"] { width: 120px; }' +
        '.supervision-form .form-row > input[type="checkbox"] { width: auto; margin: 0 5px 0 0; }' +
        '.supervision-form .supervision-events-list { display: inline-block; vertical-align: top; width: calc(100% - 200px); column-width: 190px; }' +
        '.supervision-form .supervision-events-list label { display: block; width: auto; margin: 0 0 2px; }' +
        '.supervision-form .supervision-events-list input { width: auto; margin: 0 6px 0 0; vertical-align: baseline; }',
    )
    .appendTo('head');

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

  function preparePlatform(node, mode) {
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
      showRows(node);
    });
  }

  /** Where there is only one connection, nobody needs to choose it. */
  function preselect(platform) {
    var ids = choices(platform);
    if (ids.length === 1) input(platform).val(ids[0]).trigger('change');
  }

  function showRows(node) {
    var platform = value(node, 'platform');
    var asks = needsConnection(node);
    $('.supervision-platform').toggle(asks);
    $('.supervision-connection').each(function () {
      $(this).toggle(asks && $(this).attr('data-platform') === platform);
    });
    $('.supervision-supervisor').toggle(!!ringsSupervisor[platform]);
    $('.supervision-agent').toggle(value(node, 'what') === undefined || value(node, 'what') === 'agent');
    var whenIdle = input('whenIdle').val();
    $('.supervision-arm').toggle(whenIdle === undefined || whenIdle === 'arm');
  }

  function prepareTyped(name, types) {
    var field = input(name);
    if (field.length === 0) return;
    field.typedInput({ default: types[0], types: types, typeField: '#node-input-' + name + 'Type' });
  }

  function saveConnection(node) {
    var chosen = needsConnection(node) ? value(node, 'platform') : '';
    platforms.forEach(function (platform) {
      if (platform === chosen) return;
      var field = input(platform);
      field.val(field.is('select') ? '_ADD_' : '');
    });
  }

  /** A checkbox that reveals the select of an optional config node. */
  function prepareReveal(box, name, prefix) {
    var field = input(name, prefix);
    var row = $('.supervision-' + name);
    var chosen = field.val();
    input(box, prefix)
      .prop('checked', !!chosen && chosen !== '_ADD_')
      .on('change', function () {
        row.toggle($(this).prop('checked'));
      })
      .trigger('change');
  }

  function saveReveal(box, name, prefix) {
    if (!input(box, prefix).prop('checked')) input(name, prefix).val('_ADD_');
  }

  function isEmpty(v) {
    return v === '' || v === null || v === undefined;
  }

  function isNumber(v) {
    return !isEmpty(v) && !isNaN(Number(v));
  }

  function typed(node, name, v, opt) {
    return isEmpty(v) ? true : RED.utils.validateTypedProperty(v, value(node, name + 'Type'), opt);
  }

  /** The entries of a list that people type with commas. */
  function entries(v) {
    return String(isEmpty(v) ? '' : v)
      .split(',')
      .map(function (entry) {
        return entry.trim();
      })
      .filter(Boolean);
  }

  /** Random, and made of what may stand in the path of an address. */
  function newSecret() {
    return Array.from(window.crypto.getRandomValues(new Uint8Array(20)), function (byte) {
      return (byte + 256).toString(16).slice(1);
    }).join('');
  }

  /** Only a validator with two parameters may answer with a sentence. */
  function validator(check) {
    return function (v, opt) {
      return check(this, v, opt);
    };
  }

  window.supervisionEditor = {
    // ---- dialogs ----

    /** Action nodes. `mode`: what the node asks of the platform (listen, coach, barge); none for cancel. */
    prepareAction: function (node, mode) {
      editing = node.id;
      bringBack();
      preparePlatform(node, mode);
      prepareTyped('agent', ['msg', 'str', 'flow', 'global', 'env', 'jsonata']);
      prepareTyped('call', ['str', 'msg', 'flow', 'global', 'jsonata']);
      prepareTyped('supervisor', ['str', 'msg', 'flow', 'global', 'env', 'jsonata']);
      prepareTyped('reason', ['str', 'msg', 'flow', 'global', 'jsonata']);
      prepareTyped('options', ['json', 'msg', 'flow', 'global', 'jsonata']);
      input('whenIdle')
        .add(input('what'))
        .on('change', function () {
          showRows(node);
          input('platform').trigger('change');
        });
      showRows(node);
      if (window.supervisionAgents) window.supervisionAgents.prepare();
    },

    saveAction: function (node) {
      saveConnection(node);
    },

    prepareEvents: function (node) {
      editing = node.id;
      bringBack();
      preparePlatform(node, '');
      var chosen = node.types || [];
      var list = $('.supervision-events-list').empty();
      eventTypes.forEach(function (type) {
        $('<label>')
          .append(
            $('<input type="checkbox">')
              .val(type)
              .prop('checked', chosen.indexOf(type) >= 0),
          )
          .append(document.createTextNode(text('event.' + type)))
          .appendTo(list);
      });
      input('agentList').val((node.agents || []).join(', '));
      showRows(node);
    },

    saveEvents: function (node) {
      saveConnection(node);
      node.types = $('.supervision-events-list input:checked')
        .map(function () {
          return $(this).val();
        })
        .get();
      node.agents = entries(input('agentList').val());
    },

    prepareSimulator: function (node) {
      editing = node.id;
    },

    prepareConnection: function (node) {
      editingConnection = node.id;
      prepareReveal('useTls', 'tls', 'node-config-input');
      prepareReveal('useProxy', 'proxy', 'node-config-input');
      if (window.supervisionTest) window.supervisionTest.prepare(node);
    },

    saveConnection: function () {
      saveReveal('useTls', 'tls', 'node-config-input');
      saveReveal('useProxy', 'proxy', 'node-config-input');
    },

    /** Where the platform reports to Node-RED: the other fields matter only with an address to report to. */
    prepareCallbacks: function () {
      input('callbackUrl', 'node-config-input')
        .on('input change', function () {
          $('.supervision-callback').toggle($(this).val().trim() !== '');
        })
        .trigger('change');
    },

    /** An address anybody could guess would let anybody report calls. */
    saveCallbacks: function () {
      var secret = input('callbackSecret', 'node-config-input');
      var url = input('callbackUrl', 'node-config-input').val().trim();
      if (url !== '' && secret.val() === '') secret.val(newSecret());
    },

    /** A reason is given only with the change to not ready. */
    prepareNotReady: function () {
      input('setNotReady', 'node-config-input')
        .on('change', function () {
          $('.supervision-reason-code').toggle($(this).prop('checked'));
        })
        .trigger('change');
    },

    // ---- labels ----

    /** The node's name, else the verb and where it goes. */
    label: function (node, verb) {
      if (node.name) return node.name;
      var connection = needsConnection(node) ? RED.nodes.node(node[node.platform]) : null;
      return connection ? verb + ' [' + RED.utils.getNodeLabel(connection, connection.id) + ']' : verb;
    },

    labelStyle: function (node) {
      return node.name ? 'node_label_italic' : '';
    },

    outputLabel: function (index) {
      return text(index === 0 ? 'output.confirmed' : 'output.notAchieved');
    },

    /** The host of an address, without the user that may stand in it. */
    host: function (url) {
      var match = /^\w+:\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(url || '');
      return match ? match[1] : '';
    },

    // ---- validators: each gives a function that Node-RED asks, and that answers true or a sentence ----

    platform: function (mode) {
      return validator(function (node, v) {
        if (!needsConnection(node)) return true;
        var chosen = v || value(node, 'platform');
        if (platforms.indexOf(chosen) < 0) return text('check.platform');
        var against = reasonAgainst(chosen, mode);
        return against ? text('check.' + against, { platform: text('platform.' + chosen) }) : true;
      });
    },

    connection: function (platform) {
      return validator(function (node, v) {
        if (!needsConnection(node) || value(node, 'platform') !== platform || !isAvailable(platform)) return true;
        if (!v || v === '_ADD_') return text('check.connection');
        var connection = RED.nodes.node(v);
        if (!connection) return text('check.connectionGone');
        return connection.valid === false ? text('check.connectionInvalid') : true;
      });
    },

    agent: function () {
      return validator(function (node, v, opt) {
        var what = value(node, 'what');
        if (what !== undefined && what !== 'agent') return true;
        return isEmpty(v) ? text('check.agent') : typed(node, 'agent', v, opt);
      });
    },

    supervisor: function () {
      return validator(function (node, v, opt) {
        return ringsSupervisor[value(node, 'platform')] ? typed(node, 'supervisor', v, opt) : true;
      });
    },

    /** A typed value that may be left empty. */
    typed: function (name) {
      return validator(function (node, v, opt) {
        return typed(node, name, v, opt);
      });
    },

    options: function () {
      return validator(function (node, v, opt) {
        if (isEmpty(v) || value(node, 'optionsType') !== 'json') return typed(node, 'options', v, opt);
        try {
          var parsed = JSON.parse(v);
          return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? true : text('check.options');
        } catch {
          return text('check.options');
        }
      });
    },

    /** Above 0; may be left empty where the platform has its own default. */
    seconds: function (name, emptyAllowed) {
      return validator(function (node, v) {
        return (emptyAllowed && isEmpty(v)) || Number(v) > 0
          ? true
          : text('check.seconds', { field: text('label.' + name) });
      });
    },

    /** 0 means never. */
    secondsOrNever: function (name) {
      return validator(function (node, v) {
        return isNumber(v) && Number(v) >= 0 ? true : text('check.secondsOrNever', { field: text('label.' + name) });
      });
    },

    armSeconds: function () {
      return validator(function (node, v) {
        var whenIdle = value(node, 'whenIdle');
        var arms = whenIdle === undefined || whenIdle === 'arm';
        return !arms || Number(v) > 0 ? true : text('check.seconds', { field: text('label.armSeconds') });
      });
    },

    url: function (emptyAllowed) {
      return validator(function (node, v) {
        return (emptyAllowed && isEmpty(v)) || /^https?:\/\/[^\s/?#]+/i.test(v || '') ? true : text('check.url');
      });
    },

    callbackUrl: function () {
      return validator(function (node, v) {
        return isEmpty(v) || /^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(v) ? true : text('check.callbackUrl');
      });
    },

    /** Digits and `*`, separated by commas; may be left empty. */
    extensions: function (atMost) {
      return validator(function (node, v) {
        var list = entries(v);
        var good = list.every(function (extension) {
          return /^\d+(\*\d+)*$/.test(extension);
        });
        if (!good) return text('check.extension');
        return atMost && list.length > atMost ? text('check.oneExtension') : true;
      });
    },

    addresses: function () {
      return validator(function (node, v) {
        var good = entries(v).every(function (address) {
          return /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)(\/\d{1,3})?$/i.test(address);
        });
        return good ? true : text('check.addresses');
      });
    },

    userId: function () {
      return validator(function (node, v) {
        return /^(@me|@viewer|@owner|[\w-]{1,64})$/i.test(v || '') ? true : text('check.userId');
      });
    },

    path: function () {
      return validator(function (node, v) {
        return /^\/[^\s?#]*$/.test(v || '') ? true : text('check.path');
      });
    },

    filled: function (name) {
      return validator(function (node, v) {
        return isEmpty(v) ? text('check.filled', { field: text('label.' + name) }) : true;
      });
    },

    /** Part of an address. Empty: one is made when the dialog is saved. A stored one is not shown here. */
    secret: function () {
      return validator(function (node, v) {
        return isEmpty(v) || v === '__PWRD__' || /^[\w-]{16,128}$/.test(v) ? true : text('check.secret');
      });
    },

    /** Huawei: of an agent, who may be an inspector. */
    workNumber: function () {
      return validator(function (node, v) {
        return /^\d{3,6}$/.test(v || '') && Number(v) > 100 ? true : text('check.workNumber');
      });
    },

    /** Huawei: a telephone, by number or SIP name. */
    phoneNumber: function () {
      return validator(function (node, v) {
        return /^\S{1,24}$/.test(v || '') ? true : text('check.phoneNumber');
      });
    },

    /** Finesse: UCCX also takes E.164 numbers. Who is signed in elsewhere already has an extension. */
    phoneExtension: function () {
      return validator(function (node, v) {
        if (isEmpty(v)) return setting(node, 'signIn') ? text('check.phoneExtension') : true;
        return /^\+?\d{1,20}$/.test(v) ? true : text('check.phoneExtension');
      });
    },

    reasonCodeId: function () {
      return validator(function (node, v) {
        return isEmpty(v) || !setting(node, 'setNotReady') || /^\d+$/.test(v) ? true : text('check.reasonCodeId');
      });
    },

    /** Empty: found by itself. Two: of the two servers. */
    notificationUrl: function () {
      return validator(function (node, v) {
        var way = setting(node, 'notifications');
        var known = notificationAddresses.filter(function (each) {
          return each.way === way;
        })[0];
        var good = String(v || '')
          .split(/[\s,]+/)
          .filter(Boolean)
          .every(function (address) {
            return known && known.address.test(address);
          });
        return good ? true : text('check.notificationUrl.' + way);
      });
    },

    seed: function () {
      return validator(function (node, v) {
        return /^\d+$/.test(v) ? true : text('check.seed');
      });
    },

    /** Empty: off. Two faces of one simulator cannot share a port. */
    port: function (name) {
      return validator(function (node, v) {
        var partner = together[name];
        if (partner && isEmpty(v) !== isEmpty(value(node, partner))) return text('check.portTogether');
        if (isEmpty(v)) return true;
        if (!(Number(v) % 1 === 0 && v >= 1 && v <= 65535)) return text('check.port');
        var shared = ports.some(function (other) {
          return other !== name && Number(value(node, other)) === Number(v);
        });
        return shared ? text('check.portShared') : true;
      });
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).RED, /** @type {any} */ (window).$);
