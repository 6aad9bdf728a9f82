// @ts-check
/**
 * What Node-RED asks about a property: every function here gives a validator, which answers true or a sentence.
 */
(function (window) {
  if (window.supervisionChecks) return;

  /** What an address of Finesse's notification service begins with, by the way the connection takes. */
  var notificationAddresses = [
    { way: 'websocket', address: /^wss?:\/\/[^\s/?#]+/i },
    { way: 'bosh', address: /^https?:\/\/[^\s/?#]+/i },
    { way: 'tcp', address: /^xmpps?:\/\/[^\s/?#]+/i },
  ];

  var ports = ['genesysPort', 'voipnowPort', 'huaweiPort', 'finessePort', 'finesseXmppPort'];
  /** Finesse has one for requests and one for events. */
  var together = { finessePort: 'finesseXmppPort', finesseXmppPort: 'finessePort' };

  // The other file comes after this one, so it is looked up when it is needed.
  function form() {
    return window.supervisionForm;
  }

  function text(key, values) {
    return form().text(key, values);
  }

  function value(node, name) {
    return form().value(node, name);
  }

  function isNumber(v) {
    return !form().isEmpty(v) && !isNaN(Number(v));
  }

  function validator(check) {
    return form().validator(check);
  }

  window.supervisionChecks = {
    /** A typed value that may be left empty. */
    typed: function (name) {
      return validator(function (node, v, opt) {
        return form().checkTyped(node, name, v, opt);
      });
    },

    /** Above 0; may be left empty where the platform has its own default. */
    seconds: function (name, emptyAllowed) {
      return validator(function (node, v) {
        return (emptyAllowed && form().isEmpty(v)) || Number(v) > 0
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

    url: function (emptyAllowed) {
      return validator(function (node, v) {
        return (emptyAllowed && form().isEmpty(v)) || /^https?:\/\/[^\s/?#]+/i.test(v || '') ? true : text('check.url');
      });
    },

    callbackUrl: function () {
      return validator(function (node, v) {
        return form().isEmpty(v) || /^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(v) ? true : text('check.callbackUrl');
      });
    },

    /** Digits and `*`, separated by commas; may be left empty. */
    extensions: function (atMost) {
      return validator(function (node, v) {
        var list = form().entries(v);
        var good = list.every(function (extension) {
          return /^\d+(\*\d+)*$/.test(extension);
        });
        if (!good) return text('check.extension');
        return atMost && list.length > atMost ? text('check.oneExtension') : true;
      });
    },

    addresses: function () {
      return validator(function (node, v) {
        var good = form()
          .entries(v)
          .every(function (address) {
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
        return form().isEmpty(v) ? text('check.filled', { field: text('label.' + name) }) : true;
      });
    },

    /** Part of an address. Empty: one is made when the dialog is saved. A stored one is not shown here. */
    secret: function () {
      return validator(function (node, v) {
        return form().isEmpty(v) || v === '__PWRD__' || /^[\w-]{16,128}$/.test(v) ? true : text('check.secret');
      });
    },

    /** Huawei: of an agent, who may be an inspector. */
    workNumber: function () {
      return validator(function (node, v) {
        return /^\d{1,6}$/.test(v || '') ? true : text('check.workNumber');
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
        if (form().isEmpty(v)) return form().setting(node, 'signIn') ? text('check.phoneExtension') : true;
        return /^\+?\d{1,20}$/.test(v) ? true : text('check.phoneExtension');
      });
    },

    reasonCodeId: function () {
      return validator(function (node, v) {
        return form().isEmpty(v) || !form().setting(node, 'setNotReady') || /^\d+$/.test(v)
          ? true
          : text('check.reasonCodeId');
      });
    },

    /** Empty: found by itself. Two: of the two servers. */
    notificationUrl: function () {
      return validator(function (node, v) {
        var way = form().setting(node, 'notifications');
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
        if (partner && form().isEmpty(v) !== form().isEmpty(value(node, partner))) return text('check.portTogether');
        if (form().isEmpty(v)) return true;
        if (!(Number(v) % 1 === 0 && v >= 1 && v <= 65535)) return text('check.port');
        var shared = ports.some(function (other) {
          return other !== name && Number(value(node, other)) === Number(v);
        });
        return shared ? text('check.portShared') : true;
      });
    },
  };
})(/** @type {any} */ (window));
