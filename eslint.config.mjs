import js from "@eslint/js";
import tseslint from "typescript-eslint";
import { ownKeys } from "./tools/lint/own-keys.mjs";

/** Who may know whom. */
const layers = [
  {
    files: "emulator/**",
    group: ["**/provider/**", "@pulumi/*"],
    message: "the emulator shares no code with the package it proves",
  },
  { files: "provider/**", group: ["**/emulator/**"], message: "the package does not know its emulator" },
  {
    files: "provider/{lifecycle,model,calls,config}/**",
    group: ["@pulumi/*", "@alicloud/*", "tencentcloud-sdk-*", "**/clouds/*/**"],
    message: "the core knows the port, and neither Pulumi nor a cloud",
  },
];

export default tseslint.config(
  { ignores: ["build/", "dist/", "node_modules/", "coverage/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  ...layers.map(({ files, group, message }) => {
    /** @type {[2, object]} */
    const rule = [2, { patterns: [{ group, message }] }];
    return { files: [`${files}/*.ts`], rules: { "@typescript-eslint/no-restricted-imports": rule } };
  }),
  {
    files: ["provider/**/*.ts", "emulator/**/*.ts", "cli/**/*.ts"],
    plugins: { secgroup: { rules: { "own-keys": ownKeys } } },
    rules: { "secgroup/own-keys": "error" },
  },
  {
    // Clouds and their SDKs are loaded when they are needed, which CommonJS does with require.
    files: ["provider/clouds/**/*.ts"],
    rules: { "@typescript-eslint/no-require-imports": "off", "@typescript-eslint/consistent-type-imports": "off" },
  },
  {
    // Somebody else can have made a path in the temporary folder that is known beforehand.
    files: ["**/*.{ts,mjs,cjs}"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            ":matches(CallExpression[callee.name='tmpdir'], CallExpression[callee.property.name='tmpdir'])" +
            ":not(CallExpression[callee.name=/^mkdtemp/] CallExpression)",
          message: "make a folder of a new name below it: mkdtempSync(join(tmpdir(), …))",
        },
        {
          selector: "Literal[value=/^\\/(var\\/)?tmp\\//]",
          message: "make a folder of a new name: mkdtempSync(join(tmpdir(), …))",
        },
      ],
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: { module: "writable", require: "readonly" } },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        URL: "readonly",
        AbortSignal: "readonly",
        Buffer: "readonly",
      },
    },
  },
);
