import js from '@eslint/js';
import html from 'eslint-plugin-html';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', 'resources/supervision-editor.js', 'coverage/**', 'node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
    },
  },
  {
    // `should` asserts through getters, and the test helper speaks loosely typed Node-RED.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // Programs people start in a terminal speak to the terminal.
    files: ['bench/**/*.ts', 'scripts/**/*.ts', 'simulators/cli.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['scripts/**/*.js'],
    extends: [js.configs.recommended],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', process: 'readonly', __dirname: 'readonly' },
    },
  },
  {
    // The editor: browser scripts inside the node HTML, and the helpers they share.
    files: ['nodes/**/*.html', 'resources/**/*.js'],
    plugins: { html },
    extends: [js.configs.recommended],
    languageOptions: {
      sourceType: 'script',
      globals: {
        RED: 'readonly',
        $: 'readonly',
        window: 'readonly',
        document: 'readonly',
        supervisionAction: 'readonly',
        supervisionChecks: 'readonly',
        supervisionConnection: 'readonly',
        supervisionEvents: 'readonly',
        supervisionForm: 'readonly',
        supervisionOptions: 'readonly',
        supervisionPlatforms: 'readonly',
      },
    },
  },
);
