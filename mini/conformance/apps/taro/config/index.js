module.exports = {
  projectName: "todo-taro",
  designWidth: 750,
  sourceRoot: "src",
  outputRoot: "dist",
  framework: "react",
  compiler: { type: "webpack5", prebundle: { enable: false } },
  cache: { enable: false },
  plugins: ["@tarojs/plugin-framework-react", "@tarojs/plugin-platform-alipay"],
  mini: {},
};
