// Writes what is generated: the types of the API from the server's own description, and the types of the messages.
import openapiTS, { astToString } from "openapi-typescript";
import { writeFileSync } from "node:fs";
import { write as writeIcons } from "./icons.mjs";
import { write as writeMessages } from "./messages.mjs";

const contract = new URL("../../docs/reference/openapi.json", import.meta.url);
const types = astToString(await openapiTS(contract, { alphabetize: true }));
writeFileSync(new URL("../src/api/schema.gen.ts", import.meta.url), types);
writeMessages();
writeIcons();
