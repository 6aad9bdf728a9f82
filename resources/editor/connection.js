// @ts-check
/** The dialogs of the connections. */
(function (window, $) {
  if (window.supervisionConnection) return;

  // The other files come after this one, so they are looked up when they are needed.
  function form() {
    return window.supervisionForm;
  }

  function input(name) {
    return form().input(name, 'node-config-input');
  }

  /** A checkbox that reveals the select of an optional config node. */
  function prepareReveal(box, name) {
    var chosen = input(name).val();
    var row = $('.supervision-' + name);
    input(box)
      .prop('checked', !!chosen && chosen !== '_ADD_')
      .on('change', function () {
        row.toggle($(this).prop('checked'));
      })
      .trigger('change');
  }

  function saveReveal(box, name) {
    if (!input(box).prop('checked')) input(name).val('_ADD_');
  }

  /** The host of an address, without the user that may stand in it. */
  function host(url) {
    var match = /^\w+:\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(url || '');
    return match ? match[1] : '';
  }

  /** Random, and made of what may stand in the path of an address. */
  function newSecret() {
    return Array.from(window.crypto.getRandomValues(new Uint8Array(20)), function (byte) {
      return (byte + 256).toString(16).slice(1);
    }).join('');
  }

  window.supervisionConnection = {
    prepare: function (node) {
      form().openConnection(node);
      prepareReveal('useTls', 'tls');
      prepareReveal('useProxy', 'proxy');
      window.supervisionTest.prepare(node);
    },

    save: function () {
      saveReveal('useTls', 'tls');
      saveReveal('useProxy', 'proxy');
    },

    /** Where the platform reports to Node-RED: the other fields matter only with an address to report to. */
    prepareCallbacks: function () {
      input('callbackUrl')
        .on('input change', function () {
          $('.supervision-callback').toggle($(this).val().trim() !== '');
        })
        .trigger('change');
    },

    /** An address anybody could guess would let anybody report calls. */
    saveCallbacks: function () {
      var secret = input('callbackSecret');
      var url = input('callbackUrl').val().trim();
      if (url !== '' && secret.val() === '') secret.val(newSecret());
    },

    /** A reason is given only with the change to not ready. */
    prepareNotReady: function () {
      input('setNotReady')
        .on('change', function () {
          $('.supervision-reason-code').toggle($(this).prop('checked'));
        })
        .trigger('change');
    },

    /** Its name, else where it leads. */
    label: function (node, kind) {
      return node.name || host(node.url) || kind;
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).$);
