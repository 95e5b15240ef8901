/** What `create` writes: two tabs, a list that remembers, a component. */
export const STARTER: Readonly<Record<string, string>> = {
  "mini.project.json": `${JSON.stringify({ format: 2, compileOptions: { component2: true } }, null, 2)}\n`,
  "app.json": `${JSON.stringify(
    {
      pages: ["pages/todo/index", "pages/about/index"],
      window: { defaultTitle: "To do" },
      tabBar: {
        items: [
          { pagePath: "pages/todo/index", name: "To do" },
          { pagePath: "pages/about/index", name: "About" },
        ],
      },
    },
    null,
    2,
  )}\n`,
  "app.js": "App({\n  globalData: { started: Date.now() },\n});\n",
  "app.acss": "page { background: #f5f5f5; }\n",
  "components/row/index.json": '{ "component": true }\n',
  "components/row/index.axml":
    "<view class=\"row {{done ? 'done' : ''}}\" onTap=\"toggle\">\n  <slot>{{text}}</slot>\n</view>\n",
  "components/row/index.acss":
    ".row { padding: 24rpx; background: #fff; border-bottom: 1px solid #eee; }\n.done { color: #999; text-decoration: line-through; }\n",
  "components/row/index.js":
    "Component({\n  props: { text: '', done: false, index: 0, onToggle() {} },\n  methods: {\n    toggle() {\n      this.props.onToggle(this.props.index);\n    },\n  },\n});\n",
  "pages/todo/index.json": '{ "usingComponents": { "todo-row": "/components/row/index" } }\n',
  "pages/todo/index.axml":
    '<form onSubmit="add">\n  <input class="new" name="text" value="{{text}}" onInput="type" placeholder="What is to be done?" />\n  <button form-type="submit" type="primary">Add</button>\n</form>\n<todo-row a:for="{{items}}" a:key="id" index="{{index}}" done="{{item.done}}" text="{{item.text}}" onToggle="toggle" />\n<text class="left">{{left}} left</text>\n',
  "pages/todo/index.acss":
    ".new { padding: 24rpx; background: #fff; }\n.left { display: block; padding: 24rpx; color: #666; }\n",
  "pages/todo/index.js":
    "Page({\n  data: { text: '', items: [], left: 0 },\n  onLoad() {\n    this.show(my.getStorageSync({ key: 'items' }).data || []);\n  },\n  type(e) {\n    this.setData({ text: e.detail.value });\n  },\n  add(e) {\n    const { text } = e.detail.value;\n    if (text === '') return;\n    this.show([...this.data.items, { id: Date.now(), text, done: false }]);\n    this.setData({ text: '' });\n  },\n  toggle(index) {\n    this.show(this.data.items.map((item, at) => (at === index ? { ...item, done: !item.done } : item)));\n  },\n  show(items) {\n    my.setStorageSync({ key: 'items', data: items });\n    this.setData({ items, left: items.filter((item) => !item.done).length });\n  },\n});\n",
  "pages/about/index.json": '{ "defaultTitle": "About" }\n',
  "pages/about/index.axml":
    '<view class="about">A to-do list that remembers.</view>\n<button onTap="clear">Forget everything</button>\n',
  "pages/about/index.acss": ".about { padding: 48rpx; }\n",
  "pages/about/index.js":
    "Page({\n  clear() {\n    my.confirm({\n      title: 'Forget everything?',\n      success: ({ confirm }) => {\n        if (confirm) my.clearStorage();\n      },\n    });\n  },\n});\n",
};
