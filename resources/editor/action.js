// @ts-check
/** The dialogs of the actions: listen, coach, barge in, insert and cancel. */
(function (window, $) {
  if (window.supervisionAction) return;

  // The other files come after this one, so they are looked up when they are needed.
  function form() {
    return window.supervisionForm;
  }

  function platforms() {
    return window.supervisionPlatforms;
  }

  function input(name) {
    return form().input(name);
  }

  function value(node, name) {
    return form().value(node, name);
  }

  function showRows(node) {
    platforms().showRows(node);
    $('.supervision-supervisor').toggle(platforms().ringsSupervisor(node));
    $('.supervision-agent').toggle(value(node, 'what') === undefined || value(node, 'what') === 'agent');
    $('.supervision-arm').toggle(arms(node));
  }

  function prepareTyped(name, types) {
    var field = input(name);
    if (field.length === 0) return;
    field.typedInput({ default: types[0], types: types, typeField: '#node-input-' + name + 'Type' });
  }

  /** Where it is not asked, the node always waits for a call. */
  function arms(node) {
    var whenIdle = value(node, 'whenIdle');
    return whenIdle === undefined || whenIdle === 'arm';
  }

  window.supervisionAction = {
    /** `mode`: what the node asks of the platform (listen, coach, barge); none for cancel. */
    prepare: function (node, mode) {
      form().open(node);
      var showOptions = function () {};
      platforms().prepare(node, mode, function () {
        showRows(node);
        showOptions();
      });
      prepareTyped('agent', ['msg', 'str', 'flow', 'global', 'env', 'jsonata']);
      prepareTyped('call', ['str', 'msg', 'flow', 'global', 'jsonata']);
      prepareTyped('supervisor', ['str', 'msg', 'flow', 'global', 'env', 'jsonata']);
      prepareTyped('reason', ['str', 'msg', 'flow', 'global', 'jsonata']);
      prepareTyped('options', ['json', 'msg', 'flow', 'global', 'jsonata']);
      if (input('options').length > 0) showOptions = window.supervisionOptions.prepare(node, mode);
      input('whenIdle')
        .add(input('what'))
        .on('change', function () {
          showRows(node);
          input('platform').trigger('change');
        });
      showRows(node);
      window.supervisionAgents.prepare();
    },

    save: function (node) {
      platforms().save(node);
    },

    outputLabel: function (index) {
      return form().text(index === 0 ? 'output.confirmed' : 'output.notAchieved');
    },

    checkAgent: function () {
      return form().validator(function (node, v, opt) {
        var what = value(node, 'what');
        if (what !== undefined && what !== 'agent') return true;
        return form().isEmpty(v) ? form().text('check.agent') : form().checkTyped(node, 'agent', v, opt);
      });
    },

    checkSupervisor: function () {
      return form().validator(function (node, v, opt) {
        return platforms().ringsSupervisor(node) ? form().checkTyped(node, 'supervisor', v, opt) : true;
      });
    },

    checkArmSeconds: function () {
      return form().validator(function (node, v) {
        return !arms(node) || Number(v) > 0
          ? true
          : form().text('check.seconds', { field: form().text('label.armSeconds') });
      });
    },
  };
})(/** @type {any} */ (window), /** @type {any} */ (window).$);
