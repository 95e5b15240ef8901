export default defineAppConfig({
  pages: ["pages/hello/index", "pages/todo/index", "pages/item/index"],
  window: { defaultTitle: "Hello" },
});
