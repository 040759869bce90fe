namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>
/// Interprets a pickle as torch.save writes it (protocol 2; 3 and 4 are read too). It can build tensors over records of the archive,
/// tuples, lists, dicts and plain values. Every instruction and every global is on an allow list; nothing is imported, called or executed.
/// Work and memory are linear in the pickle: what it builds is charged against a budget tied to the file's size.
/// </summary>
internal ref struct PickleMachine
{
    // Rough managed sizes, for the budget.
    private const int SlotCost = 16, BoxCost = 24, IntegerCost = 320, MemoCost = 64, ListCost = 72, DictCost = 240, ItemCost = 96, TensorCost = 240;

    private readonly TorchArchive archive;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];
    private PickleReader reader;
    private long budget;

    private PickleMachine(TorchArchive archive, ReadOnlySpan<byte> code)
    {
        this.archive = archive;
        reader = new(archive.Path, code);
        budget = (24L << 20) + archive.Length / 2;
    }

    /// <summary>Runs <paramref name="code"/> and returns what it leaves.</summary>
    /// <exception cref="CheckpointException">Anything that is not on the allow list, or is malformed; the message says where and what.</exception>
    public static object? Run(TorchArchive archive, ReadOnlySpan<byte> code) => new PickleMachine(archive, code).Run();

    private object? Run()
    {
        if (reader.Byte() != PickleOpcode.Proto || reader.Byte() is not (>= 2 and <= 4))
        {
            throw reader.Wrong("not a pickle of protocol 2 to 4");
        }

        while (true)
        {
            var opcode = reader.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                return Finish();
            }

            Step(opcode);
        }
    }

    private object? Finish()
    {
        var result = Pop();
        if (stack.Count > 0 || marks.Count > 0)
        {
            throw reader.Wrong($"{stack.Count} values are left over at STOP");
        }

        return reader.Left == 0 ? result : throw reader.Wrong($"{reader.Left} bytes follow after STOP; a second pickle may hide there");
    }

    private void Step(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: Charge(SlotCost); marks.Add(stack.Count); break;
            case PickleOpcode.None: Push(null, 0); break;
            case PickleOpcode.NewTrue: Push(true, BoxCost); break;
            case PickleOpcode.NewFalse: Push(false, BoxCost); break;
            case PickleOpcode.BinInt: Push((long)reader.I32(), BoxCost); break;
            case PickleOpcode.BinInt1: Push((long)reader.Byte(), BoxCost); break;
            case PickleOpcode.BinInt2: Push((long)reader.U16(), BoxCost); break;
            case PickleOpcode.Long1: Push(reader.Integer(reader.Byte()), IntegerCost); break;
            case PickleOpcode.Long4: Push(reader.Integer(reader.I32()), IntegerCost); break;
            case PickleOpcode.BinFloat: Push(reader.F64(), BoxCost); break;
            case PickleOpcode.BinUnicode: PushText(reader.U32()); break;
            case PickleOpcode.ShortBinUnicode: PushText(reader.Byte()); break;
            case PickleOpcode.BinUnicode8: PushText(reader.U64()); break;
            case PickleOpcode.EmptyTuple: Push(new PickleTuple([]), BoxCost); break;
            case PickleOpcode.EmptyList: Push(new PickleList([]), ListCost); break;
            case PickleOpcode.EmptyDict: Push(new PickleDict([]), DictCost); break;
            case PickleOpcode.Tuple1: PushTuple(1); break;
            case PickleOpcode.Tuple2: PushTuple(2); break;
            case PickleOpcode.Tuple3: PushTuple(3); break;
            case PickleOpcode.Tuple: PushTuple(AboveMark()); break;
            case PickleOpcode.Append: Append(1); break;
            case PickleOpcode.Appends: Append(AboveMark()); break;
            case PickleOpcode.SetItem: SetItems(2); break;
            case PickleOpcode.SetItems: SetItems(AboveMark()); break;
            case PickleOpcode.BinPut: Remember(reader.Byte()); break;
            case PickleOpcode.LongBinPut: Remember(reader.U32()); break;
            case PickleOpcode.Memoize: Remember((uint)memo.Count); break;
            case PickleOpcode.BinGet: Recall(reader.Byte()); break;
            case PickleOpcode.LongBinGet: Recall(reader.U32()); break;
            case PickleOpcode.Global: PushGlobal(reader.Line(), reader.Line()); break;
            case PickleOpcode.StackGlobal: StackGlobal(); break;
            case PickleOpcode.BinPersId: Push(PickleTensors.Storage(archive, ref reader, Pop()), BoxCost); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.Frame: _ = reader.U64(); break; // a hint about buffering
            default: throw reader.Wrong($"instruction 0x{opcode:x2} is refused: {PickleOpcode.Name(opcode)}");
        }
    }

    private void Charge(long cost)
    {
        budget -= cost;
        if (budget < 0)
        {
            throw reader.Wrong("the pickle builds more than its file can need");
        }
    }

    private void Push(object? value, int cost)
    {
        Charge(SlotCost + cost);
        stack.Add(value);
    }

    private void PushText(ulong length)
    {
        Charge(BoxCost + 2 * (long)Math.Min(length, (ulong)reader.Left));
        Push(reader.Text(length), 0);
    }

    private object? Pop()
    {
        if (stack.Count == 0 || (marks.Count > 0 && stack.Count == marks[^1]))
        {
            throw reader.Wrong("a value is needed, but the stack is empty");
        }

        var value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    /// <summary>Takes the topmost mark away and says how many values stand above it.</summary>
    private readonly int AboveMark()
    {
        if (marks.Count == 0)
        {
            throw reader.Wrong("a mark is needed, but there is none");
        }

        var count = stack.Count - marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return count;
    }

    private object?[] PopMany(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            items[i] = Pop();
        }

        return items;
    }

    private void PushTuple(int count)
    {
        Charge(8L * count);
        Push(new PickleTuple(PopMany(count)), BoxCost + BoxCost);
    }

    private void Append(int count)
    {
        Charge(SlotCost * (long)count);
        var items = PopMany(count);
        if (Top() is not PickleList list)
        {
            throw reader.Wrong("values are appended to something that is no list");
        }

        list.Items.AddRange(items);
    }

    private void SetItems(int count)
    {
        Charge(ItemCost * (long)count);
        var items = PopMany(count);
        if (Top() is not PickleDict dict || count % 2 != 0)
        {
            throw reader.Wrong("items are set on something that is no dict, or a value is missing");
        }

        for (var i = 0; i < count; i += 2)
        {
            var key = items[i] is string or long or bool or double ? items[i]! : throw reader.Wrong("a dict key that is neither text nor number");
            dict.Items[key] = items[i + 1]; // as Python: the last one stays
        }
    }

    private object? Top()
    {
        var value = Pop();
        stack.Add(value);
        return value;
    }

    private void Remember(uint index)
    {
        Charge(MemoCost);
        memo[index] = Top();
    }

    private void Recall(uint index) => Push(memo.TryGetValue(index, out var value) ? value : throw reader.Wrong($"memo {index} was never set"), 0);

    private void PushGlobal(string module, string name) =>
        Push(PickleGlobals.Find(module, name) ?? throw reader.Wrong($"the global {Quoted.Text(module + "." + name)} is not on the allow list"), 0);

    private void StackGlobal()
    {
        var name = Pop();
        var module = Pop();
        PushGlobal(module as string ?? "", name as string ?? throw reader.Wrong("a global without a name"));
    }

    private void Reduce()
    {
        var arguments = Pop() as PickleTuple ?? throw reader.Wrong("a call without a tuple of arguments");
        var callee = Pop() as PickleGlobal ?? throw reader.Wrong("a call of something that is not on the allow list");
        switch (callee.Means)
        {
            case PickleGlobal.Role.OrderedDict when arguments.Items.Length == 0:
                Push(new PickleDict([]), DictCost);
                break;
            case PickleGlobal.Role.RebuildTensor:
                Push(PickleTensors.Rebuild(archive, ref reader, arguments.Items, typed: false), TensorCost);
                break;
            case PickleGlobal.Role.RebuildTensorTyped:
                Push(PickleTensors.Rebuild(archive, ref reader, arguments.Items, typed: true), TensorCost);
                break;
            case PickleGlobal.Role.RebuildParameter when arguments.Items is [PickleTensor tensor, _, _]:
                Push(tensor, 0);
                break;
            default:
                throw reader.Wrong($"{callee.Name} with {arguments.Items.Length} arguments");
        }
    }

    /// <summary>Only nn.Module.state_dict()'s attribute <c>_metadata</c> on the dict arrives this way; it holds module versions and is dropped.</summary>
    private void Build()
    {
        var state = Pop();
        if (Top() is not PickleDict || state is not PickleDict)
        {
            throw reader.Wrong("attributes are set on something that is no dict");
        }
    }
}
