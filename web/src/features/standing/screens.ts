export { Standing } from "./mine/Standing";
export { Person } from "./Person";
