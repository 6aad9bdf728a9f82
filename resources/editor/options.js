// @ts-check
/**
 * The options of a platform, as fields. They stand in one JSON object, which can be written by hand as well: what is typed here goes
 * there, and the other way round. What the fields do not know stays as it is, so that one node can hold the options of several
 * platforms.
 */
(function (window, RED, $) {
  if (window.supervisionOptions) return;

  function text(key, values) {
    return window.supervisionForm.text(key, values);
  }

  function matches(pattern) {
    return function (v) {
      return typeof v === 'string' && pattern.test(v);
    };
  }

  function isFlag(v) {
    return [true, false, 1, 0, '1', '0'].indexOf(v) >= 0;
  }

  /** What a platform takes: the kind of field, and what the runtime does not refuse. `mode`: only where the node asks for it. */
  var known = {
    genesys: [
      {
        name: 'scope',
        kind: 'select',
        choices: ['agent', 'call'],
        takes: function (v) {
          return /^(agent|call)$/i.test(String(v));
        },
      },
      {
        name: 'answer',
        kind: 'checkbox',
        takes: function (v) {
          return typeof v === 'boolean';
        },
      },
      { name: 'phoneNumber', kind: 'text', takes: matches(/^[0-9*#+]{1,32}$/) },
    ],
    voipnow: [
      { name: 'callerId', kind: 'text', takes: matches(/^(?=.{0,100}$)([A-Za-z][A-Za-z ]*<\+?[0-9*]+>)?$/) },
      {
        name: 'waitForPickup',
        kind: 'number',
        takes: function (v) {
          return v === '' || (Number(v) % 1 === 0 && Number(v) > 0 && Number(v) <= 3600);
        },
      },
      {
        name: 'private',
        kind: 'checkbox',
        mode: 'coach',
        takes: function (v) {
          return v === '' || isFlag(v);
        },
      },
      { name: 'phoneCallViewId', kind: 'text', takes: matches(/^/) },
    ],
  };

  function optionsOf(platform, mode) {
    return (known[platform] || []).filter(function (option) {
      return !option.mode || option.mode === mode;
    });
  }

  /** The object that stands in the JSON, or nothing where it is none. */
  function read(json) {
    try {
      var parsed = JSON.parse(json || '{}');
      return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : null;
    } catch {
      return null;
    }
  }

  /** What a field says, as it stands in the JSON. Nothing: the platform's own default. */
  function valueOf(field, option) {
    if (option.kind === 'checkbox') return field.prop('checked') ? true : undefined;
    var typed = String(field.val()).trim();
    if (typed === '') return undefined;
    return option.kind === 'number' && !isNaN(Number(typed)) ? Number(typed) : typed;
  }

  function show(field, option, value) {
    if (option.kind === 'checkbox') field.prop('checked', value === true || value === 1 || value === '1');
    else if (option.kind === 'select') field.val(value === undefined ? '' : String(value).toLowerCase());
    else field.val(value === undefined ? '' : String(value));
  }

  function fieldFor(option) {
    if (option.kind !== 'select') return $('<input>').attr('type', option.kind);
    var select = $('<select>').append($('<option value="">').text(text('option.byDefault')));
    option.choices.forEach(function (choice) {
      $('<option>')
        .val(choice)
        .text(text('optionChoice.' + choice))
        .appendTo(select);
    });
    return select;
  }

  function rowFor(platform, option) {
    var field = fieldFor(option).attr('id', 'supervision-option-' + platform + '-' + option.name);
    var label = $('<label>').attr('for', field.attr('id') || '');
    var row = $('<div class="form-row supervision-option">').attr('data-platform', platform);
    if (option.kind === 'checkbox') {
      row.append(field, ' ', label.addClass('supervision-check').text(text('optionLabel.' + option.name)));
    } else {
      field.attr('placeholder', text('optionHint.' + option.name));
      label.append('<i class="fa fa-sliders"></i> ', document.createTextNode(text('optionLabel.' + option.name)));
      row.append(label, ' ', field);
    }
    return { row: row, field: field, option: option };
  }

  window.supervisionOptions = {
    /** `mode`: what the node asks of the platform; some options are of one mode only. */
    check: function (mode) {
      return window.supervisionForm.validator(function (node, v, opt) {
        var form = window.supervisionForm;
        if (form.isEmpty(v) || form.value(node, 'optionsType') !== 'json') {
          return form.checkTyped(node, 'options', v, opt);
        }
        var options = read(v);
        if (!options) return text('check.options');
        var wrong = optionsOf(form.value(node, 'platform'), mode).filter(function (option) {
          return option.name in options && !option.takes(options[option.name]);
        })[0];
        return wrong ? text('optionCheck.' + wrong.name, { field: text('optionLabel.' + wrong.name) }) : true;
      });
    },

    /**
     * Adds the fields above the row of the JSON.
     *
     * @returns {() => void} to be called when another platform was chosen
     */
    prepare: function (node, mode) {
      var json = window.supervisionForm.input('options');
      var writing = false;
      var rows = Object.keys(known).flatMap(function (platform) {
        return optionsOf(platform, mode).map(function (option) {
          return rowFor(platform, option);
        });
      });
      $('.supervision-option').remove();
      rows.forEach(function (each) {
        each.row.insertBefore(json.closest('.form-row'));
        each.field.on('input change', function () {
          var options = read(json.typedInput('value')) || {};
          var value = valueOf(each.field, each.option);
          if (value === undefined) delete options[each.option.name];
          else options[each.option.name] = value;
          writing = true;
          json.typedInput('value', JSON.stringify(options));
          writing = false;
          mark();
        });
      });

      function mark() {
        var options = read(json.typedInput('value')) || {};
        rows.forEach(function (each) {
          var value = options[each.option.name];
          each.field.toggleClass('input-error', value !== undefined && !each.option.takes(value));
        });
      }

      /** Where the options come with the message, or are no object, there is nothing to fill in. */
      function refresh() {
        if (writing) return;
        var options = json.typedInput('type') === 'json' ? read(json.typedInput('value')) : null;
        var platform = window.supervisionPlatforms.chosen(node);
        rows.forEach(function (each) {
          each.row.toggle(options !== null && each.row.attr('data-platform') === platform);
          if (options !== null) show(each.field, each.option, options[each.option.name]);
        });
        mark();
      }

      json.on('change', refresh);
      refresh();
      return refresh;
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).RED, /** @type {any} */ (window).$);
