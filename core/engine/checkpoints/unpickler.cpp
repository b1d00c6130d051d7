// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/unpickler.h"

#include "core/base/error.h"
#include "core/engine/checkpoints/pickle_globals.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace klas::engine::pickle {

namespace {

constexpr size_t kMaxBytes = 256u << 20; ///< of one pickle; those of large checkpoints have a few megabytes
constexpr size_t kMaxValues = 4u << 20;  ///< nodes, values on the stack, values in the memo: each

/// Instructions, by the names that Python's pickletools gives them.
enum Op : unsigned char {
    Mark = '(', Stop = '.', Pop = '0', PopMark = '1', Dup = '2', BinFloat = 'G', BinInt = 'J', BinInt1 = 'K', BinInt2 = 'M',
    None = 'N', BinPersId = 'Q', Reduce = 'R', BinString = 'T', ShortBinString = 'U', BinUnicode = 'X', EmptyList = ']',
    Append = 'a', Build = 'b', GlobalOp = 'c', Appends = 'e', BinGet = 'h', LongBinGet = 'j', BinPut = 'q', LongBinPut = 'r',
    SetItem = 's', TupleOp = 't', EmptyTuple = ')', SetItems = 'u', EmptyDict = '}', BinBytes = 'B', ShortBinBytes = 'C',
    Proto = 0x80, NewObj = 0x81, Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87, NewTrue = 0x88, NewFalse = 0x89, Long1 = 0x8a,
    Long4 = 0x8b, ShortBinUnicode = 0x8c, BinUnicode8 = 0x8d, BinBytes8 = 0x8e, EmptySet = 0x8f, AddItems = 0x90,
    FrozenSet = 0x91, NewObjEx = 0x92, StackGlobal = 0x93, Memoize = 0x94, Frame = 0x95, ByteArray8 = 0x96,
};

class Machine {
public:
    Machine(std::string_view bytes, size_t at, const std::string& what)
        : m_bytes(bytes.substr(0, at + std::min(kMaxBytes, bytes.size() - at)))
        , m_at(at)
        , m_what(what) {}

    Pickle run() {
        while (step(static_cast<unsigned char>(take(1)[0]))) {}
        m_pickle.root = pop();
        m_pickle.end = m_at;
        return std::move(m_pickle);
    }

private:
    [[noreturn]] void refuse(const std::string& why) const { throw Error(m_what + ": " + why + "."); }
    [[noreturn]] void damaged(const char* why) const {
        refuse(std::string("its pickle is damaged (") + why + "); fetch the file again");
    }

    std::string_view take(std::uint64_t size) {
        if (size > m_bytes.size() - m_at) damaged("it ends too early");
        const auto piece = m_bytes.substr(m_at, size);
        m_at += size;
        return piece;
    }
    std::uint64_t unsignedNumber(int size) {
        const auto bytes = take(static_cast<std::uint64_t>(size));
        std::uint64_t value = 0;
        for (int k = size - 1; k >= 0; --k)
            value = value << 8 | static_cast<unsigned char>(bytes[static_cast<size_t>(k)]);
        return value;
    }
    std::string_view line() {
        const size_t end = m_bytes.find('\n', m_at);
        if (end == std::string_view::npos) damaged("a name has no end");
        const auto text = take(end - m_at);
        take(1);
        return text;
    }
    /// Two's complement of any length; what does not fit 64 bits stays as its bytes.
    Value longNumber(std::string_view bytes) {
        if (bytes.size() > 8) return Value::text(bytes, Kind::Bytes);
        std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) ? ~std::uint64_t{0} : 0;
        for (size_t k = bytes.size(); k-- > 0;)
            value = value << 8 | static_cast<unsigned char>(bytes[k]);
        return Value::number(static_cast<std::int64_t>(value));
    }

    void push(Value value) {
        if (m_stack.size() >= kMaxValues) refuse("its pickle holds more values than any checkpoint");
        m_stack.push_back(value);
    }
    /// Not below the last mark: what lies there belongs to someone else.
    Value pop() {
        if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back())) damaged("a value is missing");
        const Value value = m_stack.back();
        m_stack.pop_back();
        return value;
    }
    Value& top() {
        if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back())) damaged("a value is missing");
        return m_stack.back();
    }
    /// Everything above the last mark, which goes with it.
    std::vector<Value> popMarked() {
        if (m_marks.empty()) damaged("a mark is missing");
        const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<Value> values(begin, m_stack.end());
        m_stack.erase(begin, m_stack.end());
        m_marks.pop_back();
        return values;
    }
    Value make(Kind kind, std::vector<Value> items = {}, const Global* global = nullptr) {
        if (m_pickle.nodes.size() >= kMaxValues) refuse("its pickle holds more values than any checkpoint");
        m_pickle.nodes.push_back({global, std::move(items)});
        Value value;
        value.kind = kind;
        value.node = &m_pickle.nodes.back();
        return value;
    }
    /// A few bytes may ask for a copy of many values, again and again: all copies together are bounded.
    const std::vector<Value>& copied(const std::vector<Value>& items) {
        m_copied += items.size();
        if (m_copied > kMaxValues) refuse("its pickle copies more values than any checkpoint holds");
        return items;
    }
    void remember(std::uint64_t key) {
        if (m_memo.size() >= kMaxValues) refuse("its pickle remembers more values than any checkpoint");
        m_memo[key] = top();
    }
    void recall(std::uint64_t key) {
        const auto found = m_memo.find(key);
        if (found == m_memo.end()) damaged("it recalls a value it never had");
        push(found->second);
    }

    void pushGlobal(std::string_view module, std::string_view name) {
        const Global* global = findGlobal(module, name);
        if (!global) refuseGlobal(std::string(module.substr(0, 100)) + "." + std::string(name.substr(0, 100)));
        push(Value::classOf(global));
    }
    [[noreturn]] void refuseGlobal(const std::string& name) const {
        refuse("it asks for " + name +
               ", which is not on the list of what weights are made of, so nothing of it was run; if you trust the file, "
               "save the state_dict of its model alone and open that");
    }

    void call(const Value& callee, const Value& arguments);
    Value callRebuild(const Global& global, const std::vector<Value>& arguments);
    Value pairs(const std::vector<Value>& arguments);
    void storage(const Value& id);
    void build();
    void extend(Kind kind, const std::vector<Value>& more);
    bool step(unsigned char op);

    std::string_view m_bytes;
    size_t m_at;
    const std::string& m_what;
    Pickle m_pickle;
    std::vector<Value> m_stack;
    std::vector<size_t> m_marks;
    std::unordered_map<std::uint64_t, Value> m_memo;
    Value m_empty; ///< the one empty tuple
    size_t m_copied = 0;
};

/// OrderedDict() or OrderedDict([(key, value), ...]).
Value Machine::pairs(const std::vector<Value>& arguments) {
    Value dict = make(Kind::Dict);
    if (arguments.empty()) return dict;
    if (arguments.size() == 1 && arguments[0].is(Kind::Dict)) {
        dict.node->items = copied(arguments[0].node->items);
        return dict;
    }
    if (arguments.size() != 1 || !(arguments[0].is(Kind::List) || arguments[0].is(Kind::Tuple)))
        damaged("a dictionary is made of something else than pairs");
    for (const Value& pair : copied(arguments[0].node->items)) {
        if (!(pair.is(Kind::Tuple) || pair.is(Kind::List)) || pair.node->items.size() != 2)
            damaged("a dictionary is made of something else than pairs");
        dict.node->items.insert(dict.node->items.end(), pair.node->items.begin(), pair.node->items.end());
    }
    return dict;
}

Value Machine::callRebuild(const Global& global, const std::vector<Value>& arguments) {
    if (global.role == Role::RebuildParameter) {
        if (arguments.empty() || !arguments[0].is(Kind::Tensor)) damaged("a parameter is no tensor");
        return arguments[0];
    }
    if (arguments.size() < 4 || !arguments[0].is(Kind::Storage) || !arguments[1].is(Kind::Int) ||
        !arguments[2].is(Kind::Tuple) || !arguments[3].is(Kind::Tuple))
        damaged("a tensor is made of something else than a storage, an offset, sizes and strides");
    const Global* type = nullptr; // version 3 views an untyped storage as the type it names
    if (arguments.size() > 6 && arguments[6].is(Kind::Class) && arguments[6].global->role == Role::Inert)
        type = arguments[6].global;
    return make(Kind::Tensor, {arguments.begin(), arguments.begin() + 4}, type);
}

/// What Python would call is here one of a few constructions of data.
void Machine::call(const Value& callee, const Value& arguments) {
    if (!callee.is(Kind::Class) || !arguments.is(Kind::Tuple)) damaged("it calls something that is no class");
    const Global& global = *callee.global;
    const std::vector<Value>& list = arguments.node->items;
    switch (global.role) {
    case Role::OrderedDict: return push(pairs(list));
    case Role::Tuple:
        if (list.size() != 1 || !(list[0].is(Kind::Tuple) || list[0].is(Kind::List))) damaged("a size is no tuple");
        return push(make(Kind::Tuple, copied(list[0].node->items)));
    case Role::RebuildTensor:
    case Role::RebuildParameter: return push(callRebuild(global, list));
    case Role::RebuildFromType:
        if (list.size() < 3 || !list[0].is(Kind::Class) || !list[2].is(Kind::Tuple) ||
            (list[0].global->role != Role::RebuildTensor && list[0].global->role != Role::RebuildParameter))
            damaged("a tensor is rebuilt by something unknown");
        return push(callRebuild(*list[0].global, list[2].node->items));
    case Role::Storage:
    case Role::Inert: return push(make(Kind::Object, {arguments}, &global));
    }
}

/// ("storage", type, key, location, elements[, (view key, offset, elements)])
void Machine::storage(const Value& id) {
    if (!id.is(Kind::Tuple) || id.node->items.size() < 5) damaged("a storage has no proper description");
    const auto& parts = id.node->items;
    if (parts[0].isText("module")) refuse("it holds a whole Python object; save the state_dict of the model alone and open that");
    if (!parts[0].isText("storage") || !parts[1].is(Kind::Class) || parts[1].global->role != Role::Storage ||
        !parts[2].is(Kind::Text) || !parts[4].is(Kind::Int) || parts[4].integer < 0)
        damaged("a storage has no proper description");
    Value offset = Value::number(0), elements = parts[4];
    if (parts.size() > 5 && parts[5].is(Kind::Tuple)) {
        const auto& view = parts[5].node->items;
        if (view.size() != 3 || !view[1].is(Kind::Int) || !view[2].is(Kind::Int) || view[1].integer < 0 || view[2].integer < 0)
            damaged("the view of a storage has no proper description");
        offset = view[1];
        elements = view[2];
    }
    push(make(Kind::Storage, {parts[2], parts[4], offset, elements}, parts[1].global));
}

/// State of an object: kept with it; what an OrderedDict or a tensor carries besides its content is left out.
void Machine::build() {
    const Value state = pop();
    if (top().is(Kind::Object)) top().node->items.push_back(state);
    else if (!top().is(Kind::Dict) && !top().is(Kind::Tensor)) damaged("it gives a state to something that has none");
}

void Machine::extend(Kind kind, const std::vector<Value>& more) {
    Value& target = top();
    if (!target.is(kind) && !target.is(Kind::Object)) damaged("it fills something that holds no items");
    if (kind == Kind::Dict && more.size() % 2 != 0) damaged("a key has no value");
    target.node->items.insert(target.node->items.end(), more.begin(), more.end());
}

bool Machine::step(unsigned char op) {
    switch (op) {
    case Proto:
        if (const auto version = unsignedNumber(1); version > 5)
            refuse("its pickle has the unknown protocol " + std::to_string(version));
        break;
    case Frame: unsignedNumber(8); break;
    case Stop: return false;
    case Mark:
        if (m_marks.size() >= kMaxValues) refuse("its pickle holds more values than any checkpoint");
        m_marks.push_back(m_stack.size());
        break;
    case Pop:
        if (!m_marks.empty() && m_stack.size() == m_marks.back()) m_marks.pop_back();
        else pop();
        break;
    case PopMark: popMarked(); break;
    case Dup: push(top()); break;

    case None: push({}); break;
    case NewTrue: push(Value::boolean(true)); break;
    case NewFalse: push(Value::boolean(false)); break;
    case BinInt: push(Value::number(static_cast<std::int32_t>(unsignedNumber(4)))); break;
    case BinInt1: push(Value::number(static_cast<std::int64_t>(unsignedNumber(1)))); break;
    case BinInt2: push(Value::number(static_cast<std::int64_t>(unsignedNumber(2)))); break;
    case Long1: push(longNumber(take(unsignedNumber(1)))); break;
    case Long4: push(longNumber(take(unsignedNumber(4)))); break;
    case BinFloat: { // the one big-endian number
        std::uint64_t bits = 0;
        for (const char c : take(8))
            bits = bits << 8 | static_cast<unsigned char>(c);
        push(Value::floating(std::bit_cast<double>(bits)));
        break;
    }
    case ShortBinString:
    case ShortBinUnicode: push(Value::text(take(unsignedNumber(1)))); break;
    case BinString:
    case BinUnicode: push(Value::text(take(unsignedNumber(4)))); break;
    case BinUnicode8: push(Value::text(take(unsignedNumber(8)))); break;
    case ShortBinBytes: push(Value::text(take(unsignedNumber(1)), Kind::Bytes)); break;
    case BinBytes: push(Value::text(take(unsignedNumber(4)), Kind::Bytes)); break;
    case BinBytes8:
    case ByteArray8: push(Value::text(take(unsignedNumber(8)), Kind::Bytes)); break;

    case EmptyTuple:
        if (m_empty.is(Kind::None)) m_empty = make(Kind::Tuple);
        push(m_empty);
        break;
    case Tuple1:
    case Tuple2:
    case Tuple3: {
        std::vector<Value> items(static_cast<size_t>(op - Tuple1 + 1));
        for (size_t k = items.size(); k-- > 0;)
            items[k] = pop();
        push(make(Kind::Tuple, std::move(items)));
        break;
    }
    case TupleOp: push(make(Kind::Tuple, popMarked())); break;
    case EmptyList: push(make(Kind::List)); break;
    case EmptyDict: push(make(Kind::Dict)); break;
    case EmptySet: push(make(Kind::Set)); break;
    case FrozenSet: push(make(Kind::Set, popMarked())); break;
    case Append: {
        const Value value = pop();
        extend(Kind::List, {value});
        break;
    }
    case Appends: {
        const auto more = popMarked();
        extend(Kind::List, more);
        break;
    }
    case AddItems: {
        const auto more = popMarked();
        extend(Kind::Set, more);
        break;
    }
    case SetItem: {
        const Value value = pop(), key = pop();
        extend(Kind::Dict, {key, value});
        break;
    }
    case SetItems: {
        const auto more = popMarked();
        extend(Kind::Dict, more);
        break;
    }

    case BinPut: remember(unsignedNumber(1)); break;
    case LongBinPut: remember(unsignedNumber(4)); break;
    case Memoize: remember(m_memo.size()); break;
    case BinGet: recall(unsignedNumber(1)); break;
    case LongBinGet: recall(unsignedNumber(4)); break;

    case GlobalOp: {
        const auto module = line(), name = line();
        pushGlobal(module, name);
        break;
    }
    case StackGlobal: {
        const Value name = pop(), module = pop();
        if (!name.is(Kind::Text) || !module.is(Kind::Text)) damaged("a name is no text");
        pushGlobal(module.string(), name.string());
        break;
    }
    case Reduce:
    case NewObj: {
        const Value arguments = pop(), callee = pop();
        call(callee, arguments);
        break;
    }
    case NewObjEx: {
        const Value named = pop(), arguments = pop(), callee = pop();
        if (!named.is(Kind::Dict) || !named.node->items.empty()) damaged("an object has named arguments");
        call(callee, arguments);
        break;
    }
    case Build: build(); break;
    case BinPersId: storage(pop()); break;
    default: refuse("its pickle has the instruction " + std::to_string(op) + ", which torch.save does not write");
    }
    return true;
}

} // namespace

Pickle unpickle(std::string_view bytes, size_t at, const std::string& what) {
    return Machine(bytes, std::min(at, bytes.size()), what).run();
}

} // namespace klas::engine::pickle
