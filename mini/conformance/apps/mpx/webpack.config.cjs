const path = require("node:path");
const MpxWebpackPlugin = require("@mpxjs/webpack-plugin");

const source = path.resolve(__dirname, "src");

module.exports = {
  mode: "production",
  context: __dirname,
  entry: { app: path.join(source, "app.mpx") },
  output: { path: path.resolve(__dirname, "dist"), publicPath: "/", filename: "[name].js" },
  node: { global: true },
  optimization: {
    emitOnErrors: false,
    minimize: false,
    splitChunks: { cacheGroups: { main: { name: "bundle", minChunks: 2, chunks: "all" } } },
    runtimeChunk: { name: "bundle" },
  },
  resolve: { extensions: [".mpx", ".js", ".wxml", ".json"] },
  module: {
    rules: [
      { test: /\.mpx$/, use: [MpxWebpackPlugin.loader({})] },
      {
        test: /\.js$/,
        include: [source, /@mpxjs/],
        use: {
          loader: "babel-loader",
          options: { configFile: false, presets: [["@babel/preset-env", { modules: false }]] },
        },
      },
      { test: /\.json$/, resourceQuery: /asScript/, type: "javascript/auto" },
      { test: /\.(wxs|qs|sjs)$/, use: [MpxWebpackPlugin.wxsPreLoader()], enforce: "pre" },
      { test: /\.(wxss|acss|css)$/, use: [MpxWebpackPlugin.wxssLoader()] },
      { test: /\.(wxml|axml)$/, use: [MpxWebpackPlugin.wxmlLoader()] },
    ],
  },
  plugins: [new MpxWebpackPlugin({ mode: "ali", srcMode: "wx" })],
};
