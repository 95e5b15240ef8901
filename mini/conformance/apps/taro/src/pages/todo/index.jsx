import { Button, Input, Text, View } from "@tarojs/components";
import Taro, { useDidShow, useRouter } from "@tarojs/taro";
import { useState } from "react";
import { load, save } from "../../list";

function Row({ item, onToggle, onDelete, onOpen }) {
  return (
    <View className="row">
      <View className={`text ${item.done ? "done" : ""}`} onClick={onToggle}>
        {item.text}
        {item.note ? <Text className="note"> ({item.note})</Text> : null}
        {item.urgent && <Text className="urgent"> !</Text>}
      </View>
      <Text className="open" onClick={onOpen}>
        open
      </Text>
      <Text className="delete" onClick={onDelete}>
        delete
      </Text>
    </View>
  );
}

export default function Todo() {
  const { params } = useRouter();
  const [items, setItems] = useState([]);
  const [text, setText] = useState("");
  const [shown, setShown] = useState("All");
  useDidShow(() => setItems(load()));
  const change = (next) => {
    setItems(next);
    save(next);
  };
  const add = () => {
    if (text.trim() === "") {
      Taro.showToast({ title: "Write something", icon: "none" });
      return;
    }
    change([...items, { id: String(Date.now()), text, done: false, note: "", urgent: false }]);
    setText("");
  };
  const toggle = (id) => change(items.map((one) => (one.id === id ? { ...one, done: !one.done } : one)));
  const remove = async (id) => {
    const { confirm } = await Taro.showModal({ title: "Delete?", content: "It is gone for good." });
    if (confirm) change(items.filter((one) => one.id !== id));
  };
  const isShown = (item) => shown === "All" || (shown === "Done") === item.done;
  return (
    <View className="page">
      <Text className="whose">{params.name}&apos;s list</Text>
      <Input
        className="field"
        placeholder="What is to be done?"
        value={text}
        onInput={(e) => setText(e.detail.value)}
        onConfirm={add}
      />
      <Button onClick={add}>Add</Button>
      {items.filter(isShown).map((item) => (
        <Row
          key={item.id}
          item={item}
          onToggle={() => toggle(item.id)}
          onDelete={() => remove(item.id)}
          onOpen={() => Taro.navigateTo({ url: `/pages/item/index?id=${item.id}` })}
        />
      ))}
      <View className="left">{items.filter((one) => !one.done).length} left</View>
      <View className="filters">
        {["All", "Open", "Done"].map((word) => (
          <Text key={word} className={shown === word ? "filter on" : "filter"} onClick={() => setShown(word)}>
            {word}
          </Text>
        ))}
      </View>
    </View>
  );
}
