// @ts-check
/**
 * The dialog that is open: its fields, what stands in them, and the texts that all dialogs share.
 *
 * The build makes one file of this folder. The HTML of every node loads it, so it runs several times over: the first wins.
 */
(function (window, RED, $) {
  if (window.supervisionForm) return;

  /** Texts that are the same everywhere live once. */
  var catalog = '@call-supervision/node-red/supervision-events:';

  /** The id of the node whose dialog is open: only its validators may read the form. */
  var editing = '';
  /** The same of a connection, whose dialog may lie over that of a node. */
  var editingConnection = '';

  RED.events.on('editor:close', function () {
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

  function input(name, prefix) {
    return $('#' + (prefix || 'node-input') + '-' + name);
  }

  window.supervisionForm = {
    /** The dialog of this node opens. */
    open: function (node) {
      editing = node.id;
    },

    /** The dialog of this connection opens, perhaps over another. */
    openConnection: function (node) {
      editingConnection = node.id;
    },

    text: function (key, values) {
      return RED._(catalog + key, values);
    },

    /** The field of a property. `prefix`: `node-config-input` in the dialog of a connection. */
    input: input,

    /** What the form says while the node is being edited, else what the node says. */
    value: function (node, name) {
      var field = editing === node.id ? input(name) : [];
      if (field.length === 0) return node[name];
      // jQuery hides the value of an option that is disabled, and a platform that is chosen may not be available here.
      return field.is('select') ? field.find('option:selected').val() : field.val();
    },

    /** As `value`, for a connection. */
    setting: function (node, name) {
      var field = editingConnection === node.id ? input(name, 'node-config-input') : [];
      if (field.length === 0) return node[name];
      return field.is('[type="checkbox"]') ? field.prop('checked') : field.val();
    },

    /**
     * Why Node-RED did not do what it was asked, in words.
     *
     * @param {any} request
     * @param {string} noPermission key of the text for whoever may not
     * @param {string} noAnswer key of the text where nothing was said
     */
    complaint: function (request, noPermission, noAnswer) {
      if (request.status === 401 || request.status === 403) return window.supervisionForm.text(noPermission);
      return (request.responseJSON && request.responseJSON.message) || window.supervisionForm.text(noAnswer);
    },

    isEmpty: function (v) {
      return v === '' || v === null || v === undefined;
    },

    /** The entries of a list that people type with commas. */
    entries: function (v) {
      return String(window.supervisionForm.isEmpty(v) ? '' : v)
        .split(',')
        .map(function (entry) {
          return entry.trim();
        })
        .filter(Boolean);
    },

    /**
     * What Node-RED asks about a property. Only a function with two parameters may answer with a sentence.
     *
     * @param {(node: any, v: any, opt: any) => true | string} check
     */
    validator: function (check) {
      return function (v, opt) {
        return check(this, v, opt);
      };
    },

    /** A typed value that may be left empty. */
    checkTyped: function (node, name, v, opt) {
      var form = window.supervisionForm;
      return form.isEmpty(v) ? true : RED.utils.validateTypedProperty(v, form.value(node, name + 'Type'), opt);
    },

    /** What has a name of its own is in italics. */
    labelStyle: function (node) {
      return node.name ? 'node_label_italic' : '';
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).RED, /** @type {any} */ (window).$);
