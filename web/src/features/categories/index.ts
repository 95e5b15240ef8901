export { AnswersForm } from "./AnswersForm";
export { AnswersShown } from "./AnswersShown";
export { KindChooser } from "./KindChooser";
export type { Answers } from "./form";
