// `npm run docs:errors`: writes docs/errors.md from the tables of the compiled sources.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { setup } from "../setup.mjs";
import { reportFailure } from "../setup/failure.mjs";
import { errorsPage } from "./errors.cjs";

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

setup({ root, engine: false })
  .then(() => {
    const load = createRequire(path.join(root, "build", "provider", "index.js"));
    const clouds = {
      alicloud: load("./clouds/alibaba/errors.js"),
      tencentcloud: load("./clouds/tencent/errors.js"),
      baiducloud: load("./clouds/baidu/errors.js"),
    };
    const page = path.join(root, "docs", "errors.md");
    writeFileSync(page, errorsPage({ clouds, canPass: load("./model/errors.js").canPass }));
    console.log(`written: ${path.relative(process.cwd(), page)}`);
  })
  .catch(reportFailure);
