/** A loopback server with the comments of one merge request, by the paths of GitLab's API. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";

export interface Comment {
  readonly id: number;
  readonly author: { readonly id: number };
  body: string;
}

export interface Comments {
  readonly url: string;
  readonly all: readonly Comment[];
  close(): void;
}

const me = { id: 1 };
const contentSchema = z.object({ body: z.string() });

/** @param token what every call has to come with */
export async function serveComments(token: string, others: readonly Comment[]): Promise<Comments> {
  const all: Comment[] = [...others];
  const answer = async (request: IncomingMessage): Promise<readonly [status: number, content: unknown]> => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://127.0.0.1");
    if (request.headers["private-token"] !== token) return [401, { message: "401 Unauthorized" }];
    const [, id] = /^\/projects\/7\/merge_requests\/3\/notes(?:\/(\d+))?$/.exec(pathname) ?? [pathname];
    const old = all.find((comment) => String(comment.id) === id);
    switch (`${request.method ?? ""} ${pathname}`) {
      case "GET /user":
        return [200, me];
      case "GET /projects/7/merge_requests/3/notes": {
        const [size, page] = [Number(searchParams.get("per_page")), Number(searchParams.get("page"))];
        return [200, all.slice((page - 1) * size, page * size)];
      }
      case "POST /projects/7/merge_requests/3/notes": {
        const comment = { id: all.length + 1, author: me, ...(await contentOf(request)) };
        all.push(comment);
        return [201, comment];
      }
      default:
        if (request.method !== "PUT" || !old) return [404, { message: "404 Not Found" }];
        old.body = (await contentOf(request)).body;
        return [200, old];
    }
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, content]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, all, close: () => server.close() };
}

async function contentOf(request: IncomingMessage): Promise<z.infer<typeof contentSchema>> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += String(part);
  return contentSchema.parse(JSON.parse(text));
}
